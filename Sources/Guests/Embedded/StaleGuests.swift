// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

/// Finds and removes what a bootmatrix that was killed left behind: QEMU processes and roots of embedded libvirt.
/// Files in the guests' scratch directories belong to whoever made those.
public enum StaleGuests {
    /// What a sweep did; for people.
    public struct Report: Sendable, Hashable {
        /// Roots and domains that are gone now.
        public var removed: [String] = []
        /// QEMU processes that were ended.
        public var killed: Int = 0
        /// What could not be removed, with the reason.
        public var left: [String] = []
        public init() {}
    }

    /// Sweeps the roots below a runtime directory whose owner is dead: the kernel dropped its lock. Living roots,
    /// other users' processes and everything else are not touched. Takes milliseconds where there is nothing to do.
    public static func sweep(runtime: String) async throws -> Report {
        try await Blocking.run {
            guard FileManager.default.fileExists(atPath: runtime) else { return Report() }
            try RuntimeDirectory.prepare(runtime)
            return try RuntimeDirectory.gated(runtime) { try sweepRoots(runtime) }
        }
    }

    private static func sweepRoots(_ runtime: String) throws -> Report {
        var report = Report()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runtime)) ?? []
        for name in names.sorted() where Int(name) != nil {
            let root = runtime + "/" + name
            // No owner file: its maker died between two calls, and nothing can run there.
            if FileLock.isHeld(root + "/" + EmbeddedRoot.ownerFile) { continue }
            report.killed += endEmulators(under: root)
            do {
                try FileManager.default.removeItem(atPath: root)
                report.removed.append(root)
            } catch {
                report.left.append("\(root): \(error.localizedDescription)")
            }
        }
        return report
    }

    /// Ends our QEMUs that were started under a root: their arguments name files in it.
    static func endEmulators(under root: String) -> Int {
        ProcessTable.all().reduce(into: 0) { count, process in
            let handle = PinnedProcess(process)
            guard let handle, let arguments = ProcessTable.emulatorArguments(of: process),
                belongs(arguments, to: root)
            else { return }
            if handle.kill() { count += 1 }
        }
    }

    /// True when an argument holds a path below the root. `/tmp/x/1/` does not occur in `/tmp/x/11/...`. Pure.
    static func belongs(_ arguments: [String], to root: String) -> Bool {
        arguments.contains { $0.contains(root + "/") }
    }
}
