// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import SourceTrees

/// make in one lineage, with the objects beside the tree.
struct Kbuild: Sendable {
    let lineage: Lineage
    let jobs: Int

    var tree: String { lineage.tree }
    /// Where objects are; kept from one kernel to the next, which is what makes the next one cheap.
    var objects: String { lineage.directory + "/o" }
    /// There while make runs, and after one that did not come to its own end.
    private var marker: String { lineage.directory + "/making" }

    /// Whether a kernel was linked here before.
    var isWarm: Bool { FileManager.default.fileExists(atPath: objects + "/vmlinux") }

    /// - Parameter variables: added to the environment, not to the command line, which Kbuild would record.
    func command(_ targets: [String], variables: [String: String] = [:]) -> Command {
        let arguments = [
            "-C", tree, "O=" + objects, "ARCH=x86", "-j\(jobs)", "--no-print-directory", "--output-sync=target",
        ]
        var environment = KbuildEnvironment.current
        for (name, value) in variables { environment[name] = value }
        return lineage.command(Command("make", arguments + targets, environment: environment))
    }

    /// Runs make; the objects of a run that is killed are repaired before the next.
    func run(_ command: Command, log: String, onLine: (@Sendable (String) -> Void)? = nil) async throws
        -> CommandResult
    {
        try Directories.make(objects)
        try await repair()
        guard FileManager.default.createFile(atPath: marker, contents: Data(HostFacts.bootID.utf8)) else {
            throw HostError.file("write", marker, errno: errno)
        }
        let result = try await command.run(log: log, keeping: 40, onLine: onLine)
        // make removes what a failed rule left; only when make itself was killed is that in doubt.
        if result.status < 128 { unlink(marker) }
        return result
    }

    /// Removes what a killed make may have left half made. A rule writes its target first and `.TARGET.cmd` last
    /// (scripts/Kbuild.include, `cmd_and_savecmd`), so a target that is newer than its record was not finished: it
    /// may even be a valid object that objtool had not yet worked on. After a reboot nothing here is trusted.
    @concurrent
    func repair() async throws {
        guard let boot = FileManager.default.contents(atPath: marker) else { return }
        if boot != Data(HostFacts.bootID.utf8) {
            try FileManager.default.removeItem(atPath: objects)
            try Directories.make(objects)
        } else {
            for path in Self.unfinished(in: objects) { unlink(path) }
        }
        unlink(marker)
    }

    static func unfinished(in directory: String) -> [String] {
        guard let walker = FileManager.default.enumerator(atPath: directory) else { return [] }
        var result: [String] = []
        while let path = walker.nextObject() as? String {
            guard path.hasSuffix(".cmd") else { continue }
            let record = URL(fileURLWithPath: directory + "/" + path)
            let name = record.lastPathComponent.dropFirst().dropLast(4)
            let target = record.deletingLastPathComponent().path + "/" + name
            if let made = modified(target), let recorded = modified(record.path), made > recorded {
                result.append(target)
            }
        }
        return result
    }

    /// Nanoseconds since 1970.
    private static func modified(_ path: String) -> Int64? {
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
    }
}
