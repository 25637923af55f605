// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Testing

@testable import Guests

@Suite("QEMU's complaints")
struct HypervisorComplaintTests {
    @Test("are found behind the command line and the warnings")
    func failure() {
        let text = """
            2026-01-02 19:21:17.738+0000: starting up libvirt version: 9.0.0, package: 9.0.0-4+deb12u2 (Debian)
            LC_ALL=C \\
            PATH=/usr/bin \\
            /usr/bin/qemu-system-x86_64 -name guest=bootmatrix-probe,debug-threads=on -append 'a: b'
            2026-01-02T19:21:17.955437Z qemu-system-x86_64: -accel kvm: warning: Number of SMP cpus requested (4) exceeds
            2026-01-02T19:21:17.957831Z qemu-system-x86_64: error: failed to set MSR 0x10a to 0x400000000c000069
            qemu-system-x86_64: ../../target/i386/kvm/kvm.c:3183: kvm_buf_set_msrs: Assertion `ret == n' failed.
            2026-01-02 19:21:18.002+0000: shutting down, reason=failed
            """
        #expect(
            HypervisorComplaint.summary(of: text)
                == "error: failed to set MSR 0x10a to 0x400000000c000069; "
                + "../../target/i386/kvm/kvm.c:3183: kvm_buf_set_msrs: Assertion `ret == n' failed.")
    }

    @Test("are none where QEMU only did as it was told")
    func quiet() {
        let text = """
            char device redirected to /dev/pts/3 (label charserial0)
            2026-01-02T19:21:17.955437Z qemu-system-x86_64: terminating on signal 15 from pid 1 (init)
            """
        #expect(HypervisorComplaint.summary(of: text) == nil)
        #expect(HypervisorComplaint.summary(of: "") == nil)
    }

    @Test("cannot move the cursor of a terminal")
    func safe() {
        #expect(HypervisorComplaint.summary(of: "qemu-system-x86_64: a\u{1B}[2Jb") == "a\\x1b[2Jb")
    }

    @Test("are one line that can be shown, whatever they are", arguments: HostileStrings.bytes.indices)
    func hostile(index: Int) {
        let bytes = HostileStrings.bytes[index]
        let text = "qemu-system-x86_64: " + String(decoding: bytes, as: UTF8.self)
        let summary = HypervisorComplaint.summary(of: text + "\n" + text)
        #expect(summary.flatMap { HostileStrings.firstUnsafe($0) } == nil)
        #expect((summary?.utf8.count ?? 0) < 5_000)
    }
}
