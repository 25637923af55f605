// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// A row that names a format is only believed where the guest's own files show it.
@Suite struct ModuleFormatTests {
    private static let files = """
        aesni_intel xz kernel/arch/x86/crypto/aesni-intel.ko.xz
        cryptd xz kernel/crypto/cryptd.ko.xz

        """

    private func boot(_ kernel: String = "plain+xz", _ files: String? = ModuleFormatTests.files) -> Boot {
        var boot = Boot()
        boot.cell.coordinates.kernel = KernelName(unchecked: kernel)
        boot.record.cell = boot.cell.id.text
        if let files { boot.set("module-files", files) }
        return boot
    }

    private func problems(_ boot: Boot) -> [String] {
        boot.reading.problems.map { "\($0.check) \($0.blame) \($0.text)" }
    }

    @Test func filesInTheFormatAreNoProblem() {
        #expect(problems(boot()) == [])
        // Nobody asked for a format, and older guests do not tell.
        #expect(problems(boot("plain")) == [])
        #expect(problems(boot("plain", nil)) == [])
    }

    @Test func filesInAnotherFormatAreTheHarnesssFault() {
        #expect(
            problems(boot("plain+none"))
                == [
                    "identity harness 2 of 2 module files are not none: kernel/arch/x86/crypto/aesni-intel.ko.xz is xz"
                ])
        for (old, new) in [
            ("cryptd xz", "cryptd none"), ("cryptd.ko.xz", "cryptd.ko"), ("cryptd xz", "cryptd missing"),
        ] {
            let boot = boot("plain+xz", Self.files.replacing(old, with: new))
            #expect(problems(boot).count == 1 && problems(boot)[0].hasPrefix("identity harness 1 of 2 module files"))
            #expect(!boot.reading.isTrusted)
        }
    }

    @Test func whatTheGuestDoesNotTellIsNoProof() {
        let silent = "vacuity harness the guest does not say which files its modules came from"
        #expect(problems(boot("plain+xz", nil)) == [silent])
        #expect(problems(boot("plain+xz", "cryptd\n")) == [silent])
        var cut = boot()
        cut.items.items["module-files"]?.isCut = true
        #expect(problems(cut) == [silent])
        #expect(
            problems(boot("plain+xz", "xor xz kernel/xor.ko.xz\n"))
                == ["vacuity harness no loaded module has a file, so nothing shows that they are xz"])
        #expect(
            problems(boot("plain+xz", "cryptd xz kernel/crypto/cryptd.ko.xz\n"))
                == ["identity harness no file is known of aesni_intel"])
    }

    /// A boot that did not get to its seal is judged by how it ended.
    @Test func anUnsealedBootIsNotHeldToIt() {
        var boot = boot("plain+xz", nil)
        boot.record.exit = .panicked
        #expect(boot.reading.problems.allSatisfy { !$0.text.contains("files") })
    }

    @Test func theTraceTellsHowModulesWereHandedOver() {
        func values(_ call: String) -> [Double?] {
            var boot = boot()
            boot.replace("sys_finit_module(fd: 6, uargs: 7f0, flags: 0)", by: call, in: "trace")
            boot.replace("sys_finit_module ->", by: "\(call.prefix { $0 != "(" }) ->", in: "trace")
            let values = boot.reading.values
            return [values[.loadsFromMemory], values[.loadsCompressed]]
        }
        #expect(values("sys_finit_module(fd: 6, uargs: 7f0, flags: 0)") == [0, 0])
        #expect(values("sys_finit_module(fd: 6, uargs: 7f0, flags: 4)") == [0, 1])
        #expect(values("sys_finit_module(fd: 6, uargs: 7f0, flags: 7)") == [0, 1])
        #expect(values("sys_init_module(umod: 7f0, len: 400, uargs: 7f1)") == [1, 0])
        #expect(values("sys_finit_module(fd: 6)") == [0, nil])
    }
}
