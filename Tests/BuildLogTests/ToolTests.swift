// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Testing
import Vocabulary

@Suite struct ToolTests {
    /// What is expected of a log: kind, blame, place, and the beginning of the message.
    struct Case: Sendable, CustomTestStringConvertible {
        var log: String
        var kind: BuildDiagnosis.Kind
        var blame: Blame
        var place: String?
        var message: String
        var testDescription: String { "\(kind): \(message)" }

        init(_ kind: BuildDiagnosis.Kind, _ blame: Blame, _ place: String?, _ message: String, _ log: String) {
            (self.kind, self.blame, self.place, self.message, self.log) = (kind, blame, place, message, log)
        }
    }

    private static let cases: [Case] = [
        Case(
            .link, .kernel, "kernel/rcu/update.o", "undefined reference to `nope'",
            """
            ld: kernel/rcu/update.o: in function `f':
            update.c:(.text+0x318): undefined reference to `nope'
            make[2]: *** [scripts/Makefile.vmlinux:34: vmlinux] Error 1
            """),
        Case(
            .link, .kernel, "/src/kernel/fork.c:12", "undefined reference to `nope'",
            """
            ld: vmlinux.o: in function `f':
            /src/kernel/fork.c:12: undefined reference to `nope'
            make[2]: *** [scripts/Makefile.vmlinux:34: vmlinux] Error 1
            """),
        Case(
            .link, .kernel, "fs/b.o", "multiple definition of `x'",
            "ld: fs/b.o:(.bss+0x0): multiple definition of `x'; fs/a.o:(.bss+0x0): first defined here\nmake: *** [M:1: fs/built-in.a] Error 1"
        ),
        Case(
            .link, .kernel, "kernel/fork.c:12", "undefined symbol: nope",
            """
            ld.lld: error: undefined symbol: nope
            >>> referenced by fork.c:12 (kernel/fork.c:12)
            >>>               kernel/fork.o:(copy_process) in archive vmlinux.a
            make[2]: *** [scripts/Makefile.vmlinux:34: vmlinux] Error 1
            """),
        Case(
            .link, .kernel, "kernel/fork.o", "undefined symbol: nope",
            """
            ld.lld-14: error: undefined symbol: nope
            >>> referenced by fork.c
            >>>               kernel/fork.o:(copy_process) in archive vmlinux.a
            make[2]: *** [scripts/Makefile.vmlinux:34: vmlinux] Error 1
            """),
        Case(
            .link, .kernel, nil, "kernel image bigger than KERNEL_IMAGE_SIZE",
            """
            ld: warning: vmlinux has a LOAD segment with RWX permissions
            ld: kernel image bigger than KERNEL_IMAGE_SIZE
            make[2]: *** [scripts/Makefile.vmlinux:34: vmlinux] Error 1
            """),
        Case(
            .modpost, .kernel, "fs/x.ko", "\"foo\" [fs/x.ko] undefined!",
            """
              MODPOST Module.symvers
            WARNING: modpost: missing MODULE_DESCRIPTION() in fs/y.o
            ERROR: modpost: "foo" [fs/x.ko] undefined!
            make[2]: *** [scripts/Makefile.modpost:145: Module.symvers] Error 1
            """),
        Case(.modpost, .kernel, "fs/x.ko", "\"foo\" [fs/x.ko] undefined!", "ERROR: \"foo\" [fs/x.ko] undefined!"),
        Case(
            .modpost, .kernel, "fs/x.o", "missing MODULE_LICENSE()",
            "ERROR: modpost: missing MODULE_LICENSE() in fs/x.o\nmake: *** [a:1: Module.symvers] Error 1"),
        Case(
            .modpost, .kernel, nil, "Section mismatches detected.",
            """
            WARNING: modpost: vmlinux: section mismatch in reference: f+0x3 (section: .text) -> g (section: .init.text)
            ERROR: modpost: Section mismatches detected.
            Set CONFIG_SECTION_MISMATCH_WARN_ONLY=y to allow them.
            make[2]: *** [scripts/Makefile.modpost:145: vmlinux.symvers] Error 1
            """),
        Case(
            .objtool, .kernel, "vmlinux.o", "f+0x12: unannotated intra-function call",
            "vmlinux.o: error: objtool: f+0x12: unannotated intra-function call\nmake: *** [a:1: vmlinux.o] Error 255"),
        Case(
            .objtool, .kernel, "fs/x.o", "f()+0x12: can't decode",
            """
            fs/x.o: warning: objtool: f()+0x12: can't decode instruction
            make[3]: *** [scripts/Makefile.build:229: fs/x.o] Error 255
            make[3]: *** Deleting file 'fs/x.o'
            """),
        Case(
            .btf, .kernel, nil, "FAILED unresolved symbol vfs_truncate",
            "  BTFIDS  vmlinux\nFAILED unresolved symbol vfs_truncate\nmake: *** [Makefile:1180: vmlinux] Error 255"),
        Case(
            .missing, .host, nil, "BTF: .tmp_vmlinux1: pahole (pahole) is not available",
            """
            BTF: .tmp_vmlinux1: pahole (pahole) is not available
            Failed to generate BTF for vmlinux
            Try to disable CONFIG_DEBUG_INFO_BTF
            make[2]: *** [scripts/Makefile.vmlinux:34: vmlinux] Error 1
            """),
        Case(
            .kconfig, .kernel, "drivers/x/Kconfig:12", "unknown statement \"confg\"",
            """
            drivers/x/Kconfig:12: unknown statement "confg"
            make[2]: *** [scripts/kconfig/Makefile:77: olddefconfig] Error 1
            """),
        Case(
            .kconfig, .kernel, "init/Kconfig:3", "syntax error",
            """
            init/Kconfig:1:warning: ignoring unsupported character '@'
            init/Kconfig:3: syntax error
            make[2]: *** [scripts/kconfig/Makefile:77: olddefconfig] Error 1
            """),
        Case(
            .kconfig, .kernel, "drivers/x/Kconfig:3", "recursive dependency detected!",
            """
            drivers/x/Kconfig:3:error: recursive dependency detected!
            drivers/x/Kconfig:3:\tsymbol A depends on B
            drivers/x/Kconfig:9:\tsymbol B depends on A
            make[2]: *** [scripts/kconfig/Makefile:77: olddefconfig] Error 1
            """),
        Case(
            .configuration, .user, nil, "Configuration file \".config\" not found!",
            """
            ***
            *** Configuration file ".config" not found!
            ***
            *** Please run some configurator (e.g. "make oldconfig" or
            *** "make menuconfig" or "make xconfig").
            ***
            make[1]: *** [Makefile:787: .config] Error 1
            """),
        Case(
            .configuration, .user, nil, "Can't find default configuration",
            "*** Can't find default configuration \"arch/x86/configs/nope_defconfig\"!\nmake[1]: *** [scripts/kconfig/Makefile:94: nope_defconfig] Error 1"
        ),
        Case(
            .deviceTree, .kernel, "arch/arm/boot/dts/x.dts:12:3", "syntax error",
            """
            Error: arch/arm/boot/dts/x.dts:12.3-4 syntax error
            FATAL ERROR: Unable to parse input tree
            make[3]: *** [scripts/Makefile.lib:423: arch/arm/boot/dts/x.dtb] Error 1
            """),
        Case(
            .deviceTree, .kernel, "arch/arm/boot/dts/x.dtsi:5:2", "/soc: duplicate label",
            """
            arch/arm/boot/dts/x.dts:9.5-9: Warning (reg_format): /soc: bad
            arch/arm/boot/dts/x.dtsi:5.2-8.4: ERROR (duplicate_label): /soc: duplicate label
            ERROR: Input tree has errors, aborting (use -f to force output)
            make[3]: *** [scripts/Makefile.lib:423: arch/arm/boot/dts/x.dtb] Error 2
            """),
        Case(
            .makeRule, .kernel, "fs/nope.c", "No rule to make target 'fs/nope.c', needed by 'fs/nope.o'.  Stop.",
            "make[3]: *** No rule to make target 'fs/nope.c', needed by 'fs/nope.o'.  Stop.\nmake[2]: *** [s:1: fs] Error 2"
        ),
        Case(
            .makeRule, .kernel, "fs/Makefile:12", "missing separator.  Stop.",
            "fs/Makefile:12: *** missing separator.  Stop.\nmake[1]: *** [x:1: fs] Error 2"),
        Case(
            .configuration, .user, "debian/canonical-certs.pem", "No rule to make target",
            "make[1]: *** No rule to make target 'debian/canonical-certs.pem', needed by 'certs/x509_certificate_list'.  Stop."
        ),
        Case(
            .missing, .host, "Makefile:1030", "\"Cannot generate ORC metadata",
            "Makefile:1030: *** \"Cannot generate ORC metadata for CONFIG_UNWINDER_ORC=y, please install libelf-dev\".  Stop."
        ),
        Case(
            .buildProgram, .kernel, "scripts/x.py:12", "KeyError: 'x'",
            """
            Traceback (most recent call last):
              File "scripts/x.py", line 40, in <module>
                main()
              File "scripts/x.py", line 12, in main
                d['x']
            KeyError: 'x'
            make[1]: *** [lib/Makefile:3: lib/x.h] Error 1
            """),
        Case(
            .buildProgram, .kernel, "scripts/x.sh:12", "syntax error near unexpected token `('",
            "scripts/x.sh: line 12: syntax error near unexpected token `('\nmake[1]: *** [a:1: b] Error 2"),
    ]

    @Test(arguments: cases) func tools(_ item: Case) {
        for disguise in Disguise.allCases where disguise != .unknown {
            let found = diagnosis(disguise.wear("  CC      a.o\n" + item.log))
            #expect(found?.kind == item.kind, "\(disguise)")
            #expect(found?.blame == item.blame, "\(disguise)")
            #expect(found?.place == item.place, "\(disguise)")
            #expect(found?.message.hasPrefix(item.message) == true, "\(disguise): \(found?.message ?? "")")
        }
    }

    @Test func mismatchesStandBesideTheError() {
        let item = Self.cases.first { $0.message.hasPrefix("Section") }
        #expect(diagnosis(item?.log ?? "")?.lines.count == 3)
    }
}
