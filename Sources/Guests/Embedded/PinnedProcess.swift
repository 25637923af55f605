// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Glibc

/// A process held by descriptor, so that the one that was looked at is the one that is ended, even when its id is
/// used again in between (pidfd_open(2)).
struct PinnedProcess: ~Copyable {
    private let descriptor: Int32

    /// Nil when there is no such process.
    init?(_ process: pid_t) {
        let result = bm_pidfd_open(process)
        guard result >= 0 else { return nil }
        descriptor = result
    }

    deinit { close(descriptor) }

    /// KILL, then waits at most 5 s for the process to be gone; a pidfd becomes readable then.
    func kill() -> Bool {
        guard bm_pidfd_kill(descriptor) == 0 else { return false }
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&event, 1, 5000) == 1
    }
}
