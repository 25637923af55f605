// SPDX-License-Identifier: Apache-2.0

import CGuestfs
import Vocabulary

/// How an appliance is run.
struct GuestfsSettings: Sendable, Equatable {
    /// A directory with a fixed appliance: `kernel`, `initrd`, `root`, `README.fixed` (libguestfs-make-fixed-appliance(1)).
    var appliance: String
    /// Where the handle keeps its files; on a disk, not in memory.
    var temporary: String
    /// QEMU emulates: KVM is absent, or the accelerator's probe found it unusable.
    var emulate: Bool
    /// The appliance logs each of its steps. It starts about a third slower so.
    var verbose = false
    /// Of the appliance; libguestfs's own default for x86-64 (guestfs_set_memsize).
    var memory = ByteCount.mebibytes(768)
}

extension GuestfsHandle {
    /// Applies the settings; before `launch`. Nothing here reads or writes this process's environment.
    func apply(_ settings: GuestfsSettings) throws(GuestfsFailure) {
        // Our own QEMU child, without libvirt: it must work where no libvirt does.
        try call("set_backend") { guestfs_set_backend($0, "direct") }
        if settings.emulate {
            try call("set_backend_setting") { guestfs_set_backend_setting($0, "force_tcg", "1") }
        }
        try call("set_path") { guestfs_set_path($0, settings.appliance) }
        try call("set_tmpdir") { guestfs_set_tmpdir($0, settings.temporary) }
        try call("set_cachedir") { guestfs_set_cachedir($0, settings.temporary) }
        try call("set_memsize") { guestfs_set_memsize($0, Int32(settings.memory.bytes >> 20)) }
        try call("set_verbose") { guestfs_set_verbose($0, settings.verbose ? 1 : 0) }
        try call("set_trace") { guestfs_set_trace($0, 1) }
        try call("set_network") { guestfs_set_network($0, 0) }
        // A process of its own ends QEMU within two seconds after we died, `kill -9` included.
        try call("set_recovery_proc") { guestfs_set_recovery_proc($0, 1) }
        // Ctrl-C on the terminal is for us; we end QEMU in order.
        try call("set_pgroup") { guestfs_set_pgroup($0, 1) }
    }

    /// Where libguestfs looks for its parts by default, the supermin appliance among them (guestfs_get_path).
    func defaultPath() throws(GuestfsFailure) -> String {
        var result = ""
        try call("get_path") { raw in
            // The string belongs to the handle.
            guard let path = guestfs_get_path(raw) else { return -1 }
            result = String(cString: path)
            return 0
        }
        return result
    }
}
