// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Directories of runs that were never begun: their maker was killed before it could move them in place.
enum LeftoverRuns {
    private static let prefix = ".new-"

    static func temporaryName(for name: String) -> String { "\(prefix)\(name)-\(getpid())" }

    /// Removes those whose maker is gone and whose lock is free: the process id alone would lie where several
    /// containers share the directory, the lock alone in the moment before it is taken.
    static func remove(in directory: String) {
        for name in (try? FileReading.entries(of: directory)) ?? [] where name.hasPrefix(prefix) {
            guard let maker = name.split(separator: "-").last.flatMap({ pid_t($0) }), maker > 0,
                kill(maker, 0) != 0, errno == ESRCH
            else { continue }
            let path = "\(directory)/\(name)"
            guard let lock = try? RunLock(path) else { continue }
            withExtendedLifetime(lock) { FileWriting.removeTree(path) }
        }
    }
}
