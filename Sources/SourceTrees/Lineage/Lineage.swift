// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Host

/// The one place where everything from one source is built: a directory with a stable path, because a tree or an
/// object directory at a new path is built all over again (3.5 minutes instead of 14 s for a copy).
///
/// Holding a `Lineage` is holding its lock. Commands that work in it take a second lock themselves (flock(1)), which
/// lives as long as the last of their children: a make that outlived a killed harness is waited for, not raced.
///
///     DIRECTORY/tree            the source, with patches applied
///     DIRECTORY/patched.json    which of its files may differ from the source
///     DIRECTORY/pristine/       those files as the source has them
///     DIRECTORY/...             whatever the builder keeps, such as objects
public final class Lineage: Sendable {
    public let directory: String
    public let source: KernelSource
    private let lock: FileLock

    /// The patched source.
    public var tree: String { directory + "/tree" }
    var statePath: String { directory + "/patched.json" }
    var pristine: String { directory + "/pristine" }

    private init(directory: String, source: KernelSource, lock: consuming FileLock) {
        self.directory = directory
        self.source = source
        self.lock = lock
    }

    /// Waits until nobody else works there. The tree may not exist yet: `unpack` sees to it.
    ///
    /// - Parameters:
    ///   - root: where lineages are kept, such as `CACHE/builds`.
    ///   - onWait: called with what is waited for, at most twice.
    public static func open(
        _ source: KernelSource, under root: String, onWait: @escaping @Sendable (String) -> Void
    ) async throws -> Lineage {
        let directory = root + "/" + source.directoryName
        // A pruner that has the lock takes the directory away (`LineageRecord.remove`).
        let lock = try await FileLock.acquire(directory + "/.lock", making: .directory) {
            onWait("waiting for another bootmatrix that builds from the same source (\(source.label))")
        }
        lock.write("\(ProcessInfo.processInfo.processIdentifier)\n")
        let commands = try await FileLock.acquire(directory + "/.commands") {
            onWait("waiting for the compilers of a build that was killed")
        }
        _ = commands.path
        return Lineage(directory: directory, source: source, lock: lock)
    }

    /// The command, run so that its children are known to the next who opens this lineage.
    public func command(_ command: Command) -> Command {
        var wrapped = command
        wrapped.executable = "flock"
        wrapped.arguments = ["--no-fork", "--exclusive", directory + "/.commands", command.executable]
        wrapped.arguments += command.arguments
        return wrapped
    }

    /// Removes everything but the locks: for a tree whose state nobody knows. Objects go too, since a fresh tree's
    /// times are older than theirs.
    func discard() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) where !name.hasPrefix(".") {
            try Files.remove(directory + "/" + name)
        }
    }
}
