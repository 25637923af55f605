// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a process that was killed left among the runs: directories of runs that were never begun, and in those that were
/// what was on its way into the store, such as a memory dump of gigabytes.
enum LeftoverRuns {
    private static let prefix = ".new-"

    static func temporaryName(for name: String) -> String { "\(prefix)\(name)-\(getpid())" }

    /// Removes those whose maker is gone and whose lock is free: the process id alone would lie where several
    /// containers share the directory, the lock alone in the moment before it is taken.
    static func remove(in directory: String) {
        for name in (try? FileReading.entries(of: directory)) ?? [] {
            guard name.hasPrefix(prefix) else {
                emptyStaging(of: "\(directory)/\(name)")
                continue
            }
            guard let maker = name.split(separator: "-").last.flatMap({ pid_t($0) }), maker > 0,
                kill(maker, 0) != 0, errno == ESRCH
            else { continue }
            let path = "\(directory)/\(name)"
            guard let lock = try? RunLock(path) else { continue }
            withExtendedLifetime(lock) { FileWriting.removeTree(path) }
        }
    }

    /// Of a run that nobody writes to. Files of reports are left, which take no lock.
    private static func emptyStaging(of run: String) {
        let staging = "\(run)/\(RunDirectory.temporaryName)"
        let names = ((try? FileReading.entries(of: staging)) ?? []).filter { !$0.hasPrefix(DigestFile.temporaryPrefix) }
        guard !names.isEmpty, let lock = try? RunLock(run) else { return }
        withExtendedLifetime(lock) { for name in names { FileWriting.removeTree("\(staging)/\(name)") } }
    }
}
