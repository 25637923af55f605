// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Testing
import Vocabulary

@Suite struct CompilerTests {
    @Test func errorWithItsFunctionSourceAndNoOther() {
        let found = diagnosis(
            """
              CC      kernel/fork.o
            /cache/builds/x/tree/kernel/module/main.c: In function 'f':
            /cache/builds/x/tree/kernel/module/main.c:12:3: warning: unused
               12 |  int x;
                  |      ^
            /cache/builds/x/tree/kernel/module/main.c:40:9: error: 'nope' undeclared (first use in this function)
               40 |  return nope;
                  |         ^~~~
            /cache/builds/x/tree/kernel/module/main.c:40:9: note: each undeclared identifier is reported only once
            /cache/builds/x/tree/kernel/module/main.c:50:1: error: another
            make[4]: *** [../tree/scripts/Makefile.build:229: kernel/module/main.o] Error 1
            """, tree: "/cache/builds/x/tree")
        #expect(found?.kind == .compile)
        #expect(found?.blame == .kernel)
        #expect(found?.place == "kernel/module/main.c:40:9")
        #expect(found?.position?.line == 40)
        #expect(found?.message == "'nope' undeclared (first use in this function)")
        #expect(found?.target == "kernel/module/main.o")
        #expect(
            found?.lines == [
                "kernel/module/main.c: In function 'f':",
                "kernel/module/main.c:40:9: error: 'nope' undeclared (first use in this function)",
                "   40 |  return nope;", "      |         ^~~~",
                "kernel/module/main.c:40:9: note: each undeclared identifier is reported only once",
            ])
    }

    private static let macro = """
          CC      fs/open.o
        In file included from <command-line>:
        fs/open.c: In function ‘do_sys_open’:
        ././include/linux/compiler_types.h:510:45: error: call to ‘__compiletime_assert_123’ declared with attribute error: BUILD_BUG_ON failed: 1
          510 |         _compiletime_assert(condition, msg, __compiletime_assert_, __COUNTER__)
              |                                             ^
        ././include/linux/compiler_types.h:491:25: note: in definition of macro ‘__compiletime_assert’
          491 |                         prefix ## suffix();                             \\
              |                         ^~~~~~
        fs/open.c:1401:9: note: in expansion of macro ‘BUILD_BUG_ON’
         1401 |         BUILD_BUG_ON(1);
              |         ^~~~~~~~~~~~
        make[3]: *** [scripts/Makefile.build:229: fs/open.o] Error 1
        make[2]: *** [scripts/Makefile.build:478: fs] Error 2
        """

    @Test(arguments: Disguise.allCases) func notesOfAMacro(_ disguise: Disguise) {
        let found = diagnosis(disguise.wear(Self.macro))
        #expect(found?.position?.file == "././include/linux/compiler_types.h")
        #expect(found?.lines.count == 11)
        #expect(found?.lines.first == "In file included from <command-line>:")
        #expect(found?.lines.last == "      |         ^~~~~~~~~~~~")
        #expect(found?.target == "fs/open.o")
    }

    @Test func compilersThatSpeakAtOnce() {
        let found = diagnosis(
            """
              CC      fs/a.o
            In file included from fs/a.c:3:
              CC      fs/b.o
            ./include/linux/a.h:10:5: error: expected ';' before 'int'
            fs/b.c: In function 'g':
            fs/b.c:77:2: warning: unused variable 'y' [-Wunused-variable]
               77 |  int y;
                  |      ^
              CC [M]  fs/c.o
               10 | int a
                  |      ^
                  |      ;
            make[2]: *** [scripts/Makefile.build:229: fs/b.o] Error 1
            make[2]: *** [scripts/Makefile.build:229: fs/a.o] Error 1
            """)
        #expect(
            found?.lines == [
                "In file included from fs/a.c:3:", "./include/linux/a.h:10:5: error: expected ';' before 'int'",
                "   10 | int a", "      |      ^", "      |      ;",
            ])
    }

    @Test func clangWithoutNumbers() {
        let found = diagnosis(
            """
            In file included from fs/open.c:6:
            In file included from ./include/linux/string.h:5:
            ./include/linux/x.h:12:9: error: use of undeclared identifier 'nope'
                    return nope;
                           ^
            1 error generated.
            make[3]: *** [scripts/Makefile.build:229: fs/open.o] Error 1
            """)
        #expect(found?.place == "./include/linux/x.h:12:9")
        #expect(found?.lines.count == 5)
        #expect(found?.lines.last == "               ^")
    }

    private static let forms: [(String, BuildDiagnosis.Kind, String?, String?)] = [
        (
            "fs/a.c:1:1: error: unused variable 'x' [-Werror=unused-variable]", BuildDiagnosis.Kind.compile,
            "fs/a.c:1:1", "-Werror=unused-variable"
        ),
        (
            "fs/a.c:1:1: error: unused variable 'x' [-Werror,-Wunused-variable]", .compile, "fs/a.c:1:1",
            "-Werror,-Wunused-variable"
        ),
        ("fs/a.c:12:10: fatal error: linux/nope.h: No such file or directory", .compile, "fs/a.c:12:10", nil),
        ("arch/x86/entry/entry.S:12: Error: no such instruction: `frob'", .assemble, "arch/x86/entry/entry.S:12", nil),
        ("fs/a.S: Fatal error: bad thing", .assemble, "fs/a.S", nil),
        ("cc1: error: unrecognized command-line option '-mfoo'", .compile, nil, nil),
        ("aarch64-linux-gnu-gcc-12: error: unrecognized command-line option '-mfoo'", .compile, nil, nil),
        ("clang: error: unknown argument: '-fconserve-stack'", .compile, nil, nil),
        (
            "scripts/kconfig/parser.y:12.3-5: error: syntax error, unexpected x", .compile,
            "scripts/kconfig/parser.y:12:3", nil
        ),
        (
            "<stdin>:1515:2: error: #warning syscall clone3 not implemented [-Werror=cpp]", .compile, "<stdin>:1515:2",
            "-Werror=cpp"
        ),
    ]

    @Test(arguments: forms)
    func form(_ line: String, _ kind: BuildDiagnosis.Kind, _ place: String?, _ option: String?) {
        let found = diagnosis("  CC      fs/a.o\n\(line)\nmake[1]: *** [x:1: fs/a.o] Error 1")
        #expect(found?.kind == kind)
        #expect(found?.blame == .kernel)
        #expect(found?.place == place)
        #expect(found?.option == option)
    }

    @Test func assemblerOfTheCompilersOutput() {
        let found = diagnosis(
            """
            /tmp/ccX1.s: Assembler messages:
            /tmp/ccX1.s:1234: Error: no such instruction: `frob %rax'
            make[4]: *** [scripts/Makefile.build:229: kernel/fork.o] Error 1
            """)
        #expect(found?.kind == .assemble)
        #expect(found?.place == "kernel/fork.o")
        #expect(found?.lines.count == 2)
    }

    @Test func rust() {
        let found = diagnosis(
            """
              RUSTC L rust/kernel.o
            error[E0425]: cannot find value `nope` in this scope
              --> rust/kernel/lib.rs:12:5
               |
            12 |     nope
               |     ^^^^ not found in this scope

            error: aborting due to 1 previous error

            For more information about this error, try `rustc --explain E0425`.
            make[2]: *** [rust/Makefile:475: rust/kernel.o] Error 1
            """)
        #expect(found?.place == "rust/kernel/lib.rs:12:5")
        #expect(found?.message == "cannot find value `nope` in this scope")
        #expect(found?.lines.count == 5)
        let plain = diagnosis(
            "error: expected `;`\n --> drivers/x.rs:3:1\n  |\n3 | x\n  | ^\n\nmake: *** [a:1: drivers/x.o] Error 1")
        #expect(plain?.kind == .compile)
        #expect(plain?.place == "drivers/x.rs:3:1")
    }

    @Test func colours() {
        let found = diagnosis(
            "\u{1B}[01m\u{1B}[Kfs/a.c:\u{1B}[m\u{1B}[K In function ‘\u{1B}[01m\u{1B}[Kf\u{1B}[m\u{1B}[K’:\n"
                + "\u{1B}[01m\u{1B}[Kfs/a.c:1:9:\u{1B}[m\u{1B}[K \u{1B}[01;31m\u{1B}[Kerror: \u{1B}[m\u{1B}[Kbad"
                + " [\u{1B}[01;31m\u{1B}[K\u{1B}]8;;https://gcc.gnu.org/x\u{07}-Werror=x\u{1B}]8;;\u{07}\u{1B}[m\u{1B}[K]\n"
                + "    1 |  return \u{1B}[01;31m\u{1B}[Kbad\u{1B}[m\u{1B}[K;\n")
        #expect(found?.place == "fs/a.c:1:9")
        #expect(found?.option == "-Werror=x")
        #expect(
            found?.lines == ["fs/a.c: In function ‘f’:", "fs/a.c:1:9: error: bad [-Werror=x]", "    1 |  return bad;"])
        #expect(diagnosis("[01m[Kfs/a.c:1:9:[m[K [01;31m[Kerror: [m[Kbad")?.place == "fs/a.c:1:9")
    }

    @Test func aWarningIsNoError() {
        #expect(diagnosis("fs/a.c:1:1: warning: unused [-Wunused]\n  LD      vmlinux\n") == nil)
        #expect(diagnosis("  CC      error.o\n  LD      vmlinux\nwarning: error: in a text") == nil)
    }
}
