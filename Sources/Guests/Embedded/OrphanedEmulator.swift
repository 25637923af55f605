// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The QEMU of a daemon that is gone. A session's or the system's daemon may be killed, and its guests go on: nobody
/// would end them, because only the daemon knew that they are to end with our connection.
enum OrphanedEmulator {
    /// Ends the QEMU of a domain with KILL, if it is this user's.
    /// - Returns: whether one was found and is gone.
    static func kill(domain: String, uuid: String) -> Bool {
        for process in ProcessTable.all() {
            guard let handle = PinnedProcess(process), let arguments = ProcessTable.emulatorArguments(of: process),
                isEmulator(arguments, of: domain, uuid: uuid)
            else { continue }
            return handle.kill()
        }
        return false
    }

    /// Names of domains come again with a resumed run; with the identifier they are this one. Pure.
    static func isEmulator(_ arguments: [String], of domain: String, uuid: String) -> Bool {
        arguments.contains { $0.hasPrefix("guest=\(domain),") } && arguments.contains(uuid)
    }
}
