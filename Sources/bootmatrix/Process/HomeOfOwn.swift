// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

/// A home directory for a user who has none: a service account, a container's number without an entry in the user
/// database, `nobody`. libvirt and libguestfs keep small files in HOME and refuse to work where they cannot.
enum HomeOfOwn {
    /// Sets HOME to a directory below the runtime directory where the user's own is not there or not writable. Where our
    /// own things go is settled first, and does not move: a cache below /tmp must be somebody's wish.
    static func settle() {
        guard !isUsable(ProcessInfo.processInfo.environment["HOME"]) else { return }
        let directories = Directories()
        setenv("BOOTMATRIX_CACHE", directories.cache, 1)
        setenv("BOOTMATRIX_STATE", directories.state, 1)
        setenv("BOOTMATRIX_RUNTIME", directories.runtime, 1)
        // Made by whichever of the two comes first; by then the runtime directory is known to be ours alone.
        setenv("HOME", directories.runtime + "/home", 1)
    }

    private static func isUsable(_ home: String?) -> Bool {
        guard let home, home.hasPrefix("/") else { return false }
        return access(home, W_OK | X_OK) == 0
    }
}
