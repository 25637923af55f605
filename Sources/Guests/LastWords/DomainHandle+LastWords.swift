// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Glibc

/// What is done to a guest that hangs or has panicked. All of it blocks.
extension DomainHandle {
    /// A break on the first serial line: QEMU's `chardev-send-break` (qapi/char.json), which libvirt has no function of
    /// its own for. libvirt names the character device of the first serial port so (qemuAssignDeviceAliases).
    func sendBreak() throws(LibvirtFailure) {
        let command = #"{"execute":"chardev-send-break","arguments":{"id":"charserial0"}}"#
        var answer: UnsafeMutablePointer<CChar>?
        try LibvirtFailure.check(virDomainQemuMonitorCommand(raw, command, &answer, 0))
        guard let answer else { return }
        defer { free(answer) }
        // What QEMU refuses is a success to libvirt: `{"error":{"class":...,"desc":...}}`.
        let text = String(cString: answer)
        guard !text.contains("\"error\"") else { throw LibvirtFailure(number: 0, message: text) }
    }

    /// At the pin LINT1, which Linux takes at its first CPU alone (arch/x86/kernel/apic/apic.c, setup_local_APIC).
    func injectInterrupt() throws(LibvirtFailure) { try LibvirtFailure.check(virDomainInjectNMI(raw, 0)) }

    /// Stops its processors. QEMU then also puts what it holds of the disk into the file (vm_stop, bdrv_flush_all). One
    /// that stands still already is a success.
    func pause() throws(LibvirtFailure) {
        do {
            try LibvirtFailure.check(virDomainSuspend(raw))
        } catch {
            if error.isNoDomain || error.isWrongState { return }
            throw error
        }
    }

    /// Writes the memory and the registers, as ELF.
    func dumpMemory(to path: String) throws(LibvirtFailure) {
        try LibvirtFailure.check(
            virDomainCoreDumpWithFormat(
                raw, path, VIR_DOMAIN_CORE_DUMP_FORMAT_RAW.rawValue, VIR_DUMP_MEMORY_ONLY.rawValue))
    }
}
