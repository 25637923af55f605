// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Testing

@Suite struct WarningTests {
    private func read(_ line: String) -> BuildWarning? {
        var reader = WarningReader(tree: "/t")
        _ = reader.read("  CC      x.o")
        _ = reader.read(line)
        return reader.finish()?.warnings.first
    }

    @Test func forms() {
        let gcc = read("/t/fs/a.c:12:3: warning: unused variable 'x' [-Wunused-variable]")
        #expect(
            gcc
                == .init(
                    file: "fs/a.c", line: 12, column: 3, message: "unused variable 'x'", option: "-Wunused-variable"))
        #expect(read("vmlinux.o: warning: objtool: f+0x1a: call to g() leaves .noinstr.text")?.file == "vmlinux.o")
        #expect(
            read("WARNING: modpost: missing MODULE_DESCRIPTION() in fs/x.o")?.message
                == "missing MODULE_DESCRIPTION() in fs/x.o")
        #expect(read("WARNING: modpost: vmlinux: section mismatch in reference: f+0x3")?.file == "vmlinux")
        #expect(read("arch/x86/x.S:12: Warning: found `movsd'")?.line == 12)
        #expect(read("ld: warning: x.o: missing .note.GNU-stack section")?.file == "ld")
        #expect(read("a/b.dts:9.5-9: Warning (reg_format): /soc: bad")?.option == "reg_format")
        #expect(read("drivers/x/Kconfig:3:warning: odd")?.line == 3)
        #expect(read("fs/a.c:12:3: error: x") == nil && read("   12 | warning: x") == nil)
    }

    @Test func belongToTheObjectThatWasJustMade() {
        var reader = WarningReader()
        var objects: [WarningReader.Object] = []
        for line in [
            "a.c:1:1: warning: before any step", "  CC      a.o", "a.c:1:1: warning: one", "a.c:1:1: warning: one",
            "  CC [M]  b.o", "  LD      vmlinux", "a.c:2:1: warning: two",
        ] { if let object = reader.read(line) { objects.append(object) } }
        objects += [reader.finish()].compactMap { $0 }
        #expect(objects.map(\.target) == ["a.o", "b.o", "vmlinux"])
        #expect(objects.map(\.warnings.count) == [1, 0, 1])
    }

    @Test func whatOnlyMovedIsNotNew() {
        func warning(_ line: Int, _ message: String, file: String = "a.c") -> BuildWarning {
            .init(file: file, line: line, message: message)
        }
        let base = [warning(1, "x"), warning(9, "x"), warning(5, "gone"), warning(1, "objtool: f+0x1a: bad")]
        let comparison = WarningComparison(
            [
                warning(3, "x"), warning(12, "x"), warning(20, "x"), warning(1, "x", file: "b.c"),
                warning(1, "objtool: f+0x2b: bad"), warning(1, "'__UNIQUE_ID_y12' unused"),
            ], against: base + [warning(4, "'__UNIQUE_ID_y7' unused")])
        #expect(comparison.new.map(\.text) == ["a.c:20: x", "b.c:1: x"])
        #expect(comparison.gone == 1)
        #expect(comparison.perFile.map(\.file) == ["a.c", "b.c"])
    }
}
