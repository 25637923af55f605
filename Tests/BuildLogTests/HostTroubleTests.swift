// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Testing
import Vocabulary

@Suite struct HostTroubleTests {
    @Test(arguments: [
        ("gcc: fatal error: Killed signal terminated program cc1", BuildDiagnosis.Kind.killed),
        ("clang: error: unable to execute command: Killed", .killed),
        ("collect2: fatal error: ld terminated with signal 9 [Killed]", .killed),
        (
            "scripts/link-vmlinux.sh: line 113: 4242 Killed                  LLVM_OBJCOPY=objcopy pahole -J vmlinux",
            .killed
        ),
        ("Killed", .killed),
        ("/tmp/ccX.s: fatal error: error writing to /tmp/ccX.s: No space left on device", .diskFull),
        ("fs/x.s: Fatal error: can't write 12 bytes to section .text of x.o: 'No space left on device'", .diskFull),
        ("ld: final link failed: No space left on device", .diskFull),
        ("ar: fs/built-in.a: Input/output error", .file),
        ("fs/x.c:3:1: internal compiler error: Segmentation fault", .crash),
        ("clang: error: clang frontend command failed with exit code 139 (use -v to see invocation)", .crash),
        ("fatal error: error in backend: Cannot select: 0x1234", .crash),
        ("cc1: out of memory allocating 65536 bytes", .outOfMemory),
        ("virtual memory exhausted: Cannot allocate memory", .outOfMemory),
        ("make[2]: vfork: Cannot allocate memory", .outOfMemory),
        ("/bin/sh: 1: bc: not found", .missing),
        ("bash: flex: command not found", .missing),
        ("make[1]: bison: No such file or directory", .missing),
        ("/usr/bin/env: ‘python3’: No such file or directory", .missing),
        ("scripts/cc-version.sh: line 26: aarch64-linux-gnu-gcc: command not found", .missing),
        ("scripts/extract-cert.c:21:10: fatal error: openssl/bio.h: No such file or directory", .missing),
        ("tools/objtool/elf.h:10:10: fatal error: 'gelf.h' file not found", .missing),
        ("/usr/bin/ld: cannot find -lelf: No such file or directory", .missing),
        ("*** Compiler is too old.", .missing),
        ("gcc: fatal error: cannot execute ‘cc1plus’: execvp: No such file or directory", .missing),
        ("fs/x.c:1: fatal error: opening dependency file fs/.x.o.d: Permission denied", .file),
    ])
    func isNotTheSources(_ line: String, _ kind: BuildDiagnosis.Kind) {
        let found = diagnosis(
            "  CC      a.o\n\(line)\nmake[2]: *** [Makefile:1: x.o] Error 1\nmake: *** [Makefile:2: x] Error 2")
        #expect(found?.kind == kind)
        #expect(found?.blame == .host)
    }

    @Test(arguments: ["] Killed", "] Error 137"]) func makesWordsForAKill(_ ending: String) {
        let found = diagnosis("  CC      x.o\nmake[2]: *** [Makefile:1: x.o\(ending)")
        #expect(found?.kind == .killed)
        #expect(found?.blame == .host)
    }

    /// What failed for want of room may say anything; what failed before a kill is the cause of it.
    @Test func whichOfTwoCounts() {
        let source = "fs/x.c:1:1: error: odd"
        #expect(diagnosis(source + "\nas: No space left on device")?.kind == .diskFull)
        #expect(diagnosis(source + "\nmake[2]: *** [Makefile:1: y.o] Terminated")?.kind == .compile)
        #expect(diagnosis("/bin/sh: 1: pahole: not found\n  CC      a.o\n" + source)?.kind == .compile)
    }

    @Test func packagesAreNamed() {
        func remedy(_ line: String) -> String? { diagnosis(line + "\nmake: *** [M:1: x] Error 1")?.remedy }
        #expect(remedy("/bin/sh: 1: bc: not found") == "install bc")
        #expect(remedy("/usr/bin/ld: cannot find -lelf: No such file or directory") == "install libelf-dev")
        #expect(
            remedy("certs/extract-cert.c:1:1: fatal error: openssl/bio.h: No such file or directory")
                == "install libssl-dev")
        #expect(remedy("/bin/sh: 1: lz4c: not found") == "install lz4")
    }

    @Test func aKernelFileHasNoBusinessWithTheHostsHeaders() {
        #expect(diagnosis("fs/x.c:1:10: fatal error: stdio.h: No such file or directory")?.blame == .kernel)
        #expect(diagnosis("scripts/x.c:1:10: fatal error: stdio.h: No such file or directory")?.blame == .host)
    }

    /// A program of the kernel's own that crashes is no fault of the host.
    @Test func ownProgramsAreTheKernels() {
        let found = diagnosis(
            "/bin/sh: line 1: 77 Segmentation fault      ./tools/objtool/objtool --orc x.o\nmake: *** [a:1: x.o] Error 139"
        )
        #expect(found?.kind == .crash)
        #expect(found?.blame == .kernel)
        let script = diagnosis("/bin/sh: 1: scripts/nope.sh: not found\nmake: *** [a:1: x.h] Error 127")
        #expect(script?.blame == .kernel)
    }
}
