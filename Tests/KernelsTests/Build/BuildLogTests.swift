// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Kernels
import Testing

@Suite struct BuildLogTests {
    private func diagnosis(_ text: String, tree: String? = nil) -> BuildDiagnosis? {
        var reader = BuildLogReader(tree: tree)
        for line in text.split(separator: "\n") { reader.read(String(line)) }
        return reader.diagnosis
    }

    @Test func firstErrorWithTheTwoLinesAfterIt() {
        let found = diagnosis(
            """
              CC      kernel/fork.o
            /cache/builds/x/tree/kernel/module/main.c: In function 'f':
            /cache/builds/x/tree/kernel/module/main.c:12:3: warning: unused
            /cache/builds/x/tree/kernel/module/main.c:40:9: error: 'nope' undeclared
               40 |  return nope;
                  |         ^~~~
            /cache/builds/x/tree/kernel/module/main.c:50:1: error: another
            make[4]: *** [../tree/scripts/Makefile.build:229: kernel/module/main.o] Error 1
            """, tree: "/cache/builds/x/tree")
        #expect(found?.kind == .compile)
        #expect(found?.place == "kernel/module/main.c:40:9")
        #expect(found?.message == "'nope' undeclared")
        #expect(
            found?.lines == [
                "kernel/module/main.c:40:9: error: 'nope' undeclared", "   40 |  return nope;", "      |         ^~~~",
            ])
    }

    @Test(arguments: [
        "gcc: fatal error: Killed signal terminated program cc1",
        "/tmp/ccX.s: fatal error: error writing to /tmp/ccX.s: No space left on device",
        "fs/x.c:3:1: internal compiler error: Segmentation fault",
        "/bin/sh: 1: flex: not found",
        "make[2]: *** [Makefile:1: x.o] Killed",
        "cc1: out of memory allocating 65536 bytes",
    ])
    func hostTroubleIsNotTheSources(_ line: String) {
        #expect(diagnosis("x.c:1:1: error: after the disk filled\n" + line)?.kind == .host)
    }

    @Test func makesOwnWordsComeLast() {
        let found = diagnosis(
            "make[1]: *** No rule to make target 'x.c', needed by 'x.o'.  Stop.\nmake: *** [Makefile:2: y] Error 2")
        #expect(found?.kind == .unknown)
        #expect(found?.message == "No rule to make target 'x.c', needed by 'x.o'.  Stop.")
        #expect(diagnosis("  CC      error.o\n  LD      vmlinux\nwarning: error: in a text") == nil)
    }

    @Test func modpostAndAssembler() {
        #expect(diagnosis("ERROR: modpost: \"foo\" [fs/x.ko] undefined!")?.message == "\"foo\" [fs/x.ko] undefined!")
        let assembler = diagnosis("arch/x86/entry/entry.S:12: Error: no such instruction: `frob'")
        #expect(assembler?.place == "arch/x86/entry/entry.S:12")
    }

    /// Expected by reading the logs: the first line that makes the build fail.
    @Test(
        .enabled(if: Corpora.areThere, "the corpora are not there"),
        arguments: [
            (
                "001", BuildDiagnosis.Kind.compile, "drivers/gpu/drm/nouveau/nvkm/subdev/gsp/r535.c:1266:3",
                "label at end of compound statement"
            ),
            ("004", .link, "kernel/rcu/update.o", "undefined reference to `__bad_cmpxchg'"),
            (
                "007", .compile, "./arch/arm/include/asm/cmpxchg.h:167:12",
                "implicit declaration of function ‘cmpxchg_emu_u8’ [-Werror=implicit-function-declaration]"
            ),
        ])
    func corpus(_ number: String, _ kind: BuildDiagnosis.Kind, _ place: String, _ message: String) async throws {
        let path = "\(Corpora.kbuild)/logspec_kbuild_\(number).log.gz"
        let found = diagnosis(try await Command("gzip", ["--decompress", "--stdout", path]).output())
        #expect(found?.kind == kind)
        #expect(found?.place == place)
        #expect(found?.message == message)
        #expect(found?.lines.count == 3)
    }
}
