// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Dispatch
import Glibc

/// Reaps QEMU processes of embedded libvirt.
///
/// libvirt makes QEMU a daemon, so that process 1 inherits it, and to end it waits until its process id is free. The
/// process 1 of containers and small machines often looks for dead children only every second or two, which is the
/// time that destroying a guest then takes. So this process adopts such orphans and reaps them at once.
enum EmulatorReaper {
    /// Makes this process the parent of its descendants' orphans. Others than QEMU stay zombies until it ends.
    static func adoptOrphans() { _ = bm_adopt_orphans() }

    /// Reaps one process when it ends. A pidfd becomes readable then (pidfd_open(2)).
    static func watch(_ process: pid_t) {
        let descriptor = bm_pidfd_open(process)
        guard descriptor >= 0 else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        source.setEventHandler {
            // Fails where the process is not our child, which is well: somebody else reaps it.
            waitpid(process, nil, WNOHANG)
            source.cancel()
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
    }
}
