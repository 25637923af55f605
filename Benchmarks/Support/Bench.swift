// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Glibc
import Guests
import Host
import Vocabulary

/// What every group needs: where things are, how often to measure, and the guests' laboratory once somebody wants it.
final class Bench: Sendable {
    let pairs: Int
    let directories = Directories()
    /// The project's root.
    let root = Places.root
    /// Removed at the end; short, because sockets lie below it.
    let scratch: String
    /// Kept between runs: virtme-ng and its kernel.
    let cache: String
    /// The executable under test, built beside this program.
    let executable: String
    private let shared: SharedLaboratory

    init(pairs: Int) throws {
        self.pairs = pairs
        scratch = "/tmp/\(name)"
        cache = directories.cache + "/bench"
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        executable = (own as NSString).deletingLastPathComponent + "/bootmatrix"
        guard access(executable, X_OK) == 0 else {
            throw HostError(
                .commandNotFound, blame: .user, "there is no bootmatrix to measure", at: executable,
                remedy: "run `make bench`, which builds both")
        }
        try Directories.make(scratch, mode: 0o700)
        shared = SharedLaboratory(scratch: scratch, root: root, directories: directories)
    }

    /// libvirt, a kernel and its disks; opened by the first who asks.
    func laboratory() async throws -> Laboratory { try await shared.get() }

    /// Ends what still runs and removes the scratch directory.
    func close() async {
        await shared.close()
        try? FileManager.default.removeItem(atPath: scratch)
    }

    private static let prefix = "bm-bench-"

    /// Of this process's directories, by which a sweep knows whether they are in use.
    let name = prefix + "\(getpid())"

    /// Removes what killed benchmarks left: guests first, then directories.
    static func sweep() async throws {
        for place in ["/tmp", "/dev/shm"] {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] where name.hasPrefix(prefix)
            {
                guard let process = pid_t(name.dropFirst(prefix.count)), kill(process, 0) != 0, errno == ESRCH else {
                    continue
                }
                _ = try await StaleGuests.sweep(runtime: "\(place)/\(name)/l")
                try? FileManager.default.removeItem(atPath: "\(place)/\(name)")
            }
        }
    }

    /// The first line that a command prints; empty when it fails.
    func firstLine(_ name: String, _ arguments: [String]) async -> String {
        let text = try? await Command(name, arguments, in: root).output()
        return text?.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }

    /// A new empty directory below the scratch directory.
    func directory(_ name: String) throws -> String {
        let path = "\(scratch)/\(name)"
        try Directories.make(path, mode: 0o700)
        return path
    }

    /// For the executable under test: state and sockets of its own, leases and cache shared with everybody.
    func environment(_ name: String) throws -> [String: String] {
        [
            "BOOTMATRIX_STATE": try directory(name) + "/state", "BOOTMATRIX_RUNTIME": scratch + "/r",
            "NO_COLOR": "1",
        ]
    }
}

/// Opens the laboratory once for all groups.
actor SharedLaboratory {
    private let scratch: String
    private let root: String
    private let directories: Directories
    private var opening: Task<Laboratory, any Error>?

    init(scratch: String, root: String, directories: Directories) {
        self.scratch = scratch
        self.root = root
        self.directories = directories
    }

    func get() async throws -> Laboratory {
        if let opening { return try await opening.value }
        let task = Task { [scratch, root, directories] in
            try await Laboratory.open(root: root, scratch: scratch, directories: directories)
        }
        opening = task
        return try await task.value
    }

    func close() async {
        guard let opening, case .success(let laboratory) = await opening.result else { return }
        await laboratory.close()
    }
}
