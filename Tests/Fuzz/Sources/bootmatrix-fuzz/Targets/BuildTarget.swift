// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Reports

extension FuzzTarget {
    /// A build's output: no guest's, but what a hostile patch makes a compiler print.
    static let build = FuzzTarget(
        name: "build", longest: 8_192, words: BuildWords.all,
        seeds: { BuildWords.seeds.map { [0, 7] + Array($0.utf8) } },
        run: { bytes in
            var input = FuzzInput(bytes)
            let (size, cut) = (input.byte(), input.byte())
            let log = Array(input.rest).stretched(by: size, to: 16 << 10)
            var (whole, parts) = (BuildReading(), BuildReading())
            _ = whole.take(log[...])
            for piece in log.pieces(by: cut) { _ = parts.take(piece) }
            let inspection = whole.finish()
            let text = inspection.text(style: TableStyle(width: 60))
            // Whether a file is compressed is told by its first piece.
            if !inspection.extent.isCompressed, log.first != 0x1F, log.first != 0xFD {
                expect(parts.finish().text(style: TableStyle(width: 60)) == text, "cut elsewhere, another diagnosis")
            }
            Visible.check(text, "inspect build")
            Visible.checkJSON((try? inspection.json(file: "f")) ?? "", "inspect build --json")
            expect((inspection.finding?.lines.count ?? 0) <= 200, "\(inspection.finding?.lines.count ?? 0) lines")
            var warnings = WarningReader(tree: "/tree")
            for line in String(decoding: log, as: UTF8.self).split(separator: "\n") { _ = warnings.read(String(line)) }
            _ = warnings.finish()
        })
}

enum BuildWords {
    static let all = [
        "  CC      kernel/fork.o", "make[2]: *** [", "scripts/Makefile.build:244: ", "] Error 1", "fatal error: ",
        ": error: ",
        ": warning: ", " [-Werror=unused]", "kernel/a.c:1:2: ", "In file included from ", "ld: ",
        "undefined reference to `",
        "ERROR: modpost: ", "undefined!", "   12 | ", "      |     ^~~", "No space left on device", "Killed",
        "./scripts/",
        "{standard input}: Assembler messages:", "/bin/sh: 1: bc: not found", "Segmentation fault", "BTF: .tmp_vmlinux",
        "  LD [M]  a.ko", "collect2: ", "cc1: ", "recipe for target '", "2026-01-01T00:00:00.000Z ", "../tree/",
    ]
    static let seeds = [
        "  CC      kernel/fork.o\nkernel/fork.c: In function 'f':\nkernel/fork.c:12:5: error: 'x' undeclared [-Wy]\n"
            + "   12 |     x = 1;\n      |     ^\nmake[3]: *** [scripts/Makefile.build:244: kernel/fork.o] Error 1\n"
            + "make[2]: *** [scripts/Makefile.build:485: kernel] Error 2\n",
        "ld: vmlinux.o: in function `f':\na.c:(.text+0x1): undefined reference to `g'\n"
            + "make[2]: *** [scripts/Makefile.vmlinux:34: vmlinux] Error 1\n",
        "ERROR: modpost: \"g\" [drivers/a.ko] undefined!\nmake[1]: *** [Makefile:1871: modpost] Error 2\n",
        "/bin/sh: 1: flex: not found\nmake[1]: *** [scripts/Makefile.host:9: scripts/kconfig/lexer.lex.c] Error 127\n",
    ]
}
