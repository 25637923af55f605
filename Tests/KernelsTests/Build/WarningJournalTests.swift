// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Foundation
import Testing

@testable import Kernels

@Suite struct WarningJournalTests {
    private let scratch: Scratch
    private var path: String { scratch.path + "/journal" }

    init() throws { scratch = try Scratch() }

    private func object(_ target: String, _ messages: String...) -> WarningReader.Object {
        .init(target: target, warnings: messages.map { BuildWarning(file: "x.c", line: 1, message: $0) })
    }

    @Test func anObjectsLatestCompileCounts() throws {
        let file = try WarningJournal().begin(path)
        for item in [object("a.o", "one"), object("b.o", "two"), object("c.o"), object("a.o", "three")] {
            file.append(item)
        }
        var journal = try WarningJournal.read(path)
        #expect(journal.warnings.mapValues { $0.map(\.message) } == ["a.o": ["three"], "b.o": ["two"]])
        #expect(journal.told == ["a.o", "b.o", "c.o"])
        #expect(journal.isComplete)

        // Another build: what was known is known, and nothing was told of yet.
        let next = try journal.begin(path)
        next.append(object("b.o"))
        journal = try WarningJournal.read(path)
        #expect(journal.warnings.keys.sorted() == ["a.o"])
        #expect(journal.told == ["b.o"])
    }

    /// A kill may tear the last line at any byte.
    @Test func aTornEndLosesOneObject() throws {
        let file = try WarningJournal().begin(path)
        file.append(object("a.o", "one"))
        file.append(object("b.o", "two"))
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            let journal = try WarningJournal.read(path)
            #expect(journal.told.isSubset(of: ["a.o"]) || length == whole.count - 1)
            #expect(journal.warnings.count == journal.told.count)
        }
    }

    @Test func objectsOlderThanTheJournalAreNotForgotten() throws {
        _ = try WarningJournal().begin(path, hasOlder: true)
        #expect(try !WarningJournal.read(path).isComplete)
        _ = try WarningJournal.read(path).begin(path)
        #expect(try !WarningJournal.read(path).isComplete)
        #expect(try WarningJournal.read(scratch.path + "/absent").isComplete)
    }

    /// The warnings of an object that was compiled while nobody listened are not known: it is compiled again.
    @Test func whatNobodyToldOfIsCompiledAgain() throws {
        try scratch.write("", to: "making")
        try scratch.date("making", 100)
        for (name, made) in [("o/a/old.o", 50.0), ("o/a/told.o", 110), ("o/a/untold.o", 110), ("o/a/x.h", 110)] {
            let parts = name.split(separator: "/")
            let record = "o/a/.\(parts[2]).cmd"
            for file in [name, record] {
                try scratch.write("", to: file)
                try scratch.date(file, made)
            }
        }
        let untold = Kbuild.untold(in: scratch.path + "/o", since: scratch.path + "/making", told: ["a/told.o"])
        #expect(untold == [scratch.path + "/o/a/untold.o"])
    }

    @Test func objectsOfTheKernelAndOthers() {
        let objects = KernelObjects(linked: ["kernel/fork.o", "fs/x/x.o", "fs/x/a.o", "fs/x/x.mod.o"])
        for name in [
            "kernel/fork.o", "fs/x/a.o", "fs/x/x.mod.o", "vmlinux.o", "Module.symvers", "kernel/bounds.s",
            "arch/x86/boot/compressed/misc.o", "scripts/mod/modpost.o", "arch/x86/entry/vdso/vgetcpu.o",
        ] { #expect(objects.holds(name), "\(name)") }
        #expect(!objects.holds("kernel/gone.o") && !objects.holds("fs/y/y.mod.o"))
        #expect(KernelObjects(linked: nil).holds("kernel/gone.o"))
    }

    @Test func theMeterTellsTheJournal() throws {
        let file = try WarningJournal().begin(path)
        let meter = BuildMeter(tree: "/t/tree", objects: "/t/o", journal: file) { _ in }
        for line in [
            "  CC      kernel/a.o", "/t/tree/kernel/a.c:1:2: warning: odd [-Wodd]", "   1 | x",
            "  CC      /t/o/tools/b.o",
            "  LD      vmlinux.o", "vmlinux.o: warning: objtool: f+0x1: bad",
        ] { meter.read(line) }
        meter.finish()
        let journal = try WarningJournal.read(path)
        #expect(journal.told == ["kernel/a.o", "tools/b.o", "vmlinux.o"])
        #expect(
            journal.warnings["kernel/a.o"]
                == [BuildWarning(file: "kernel/a.c", line: 1, column: 2, message: "odd", option: "-Wodd")])
        #expect(journal.warnings["vmlinux.o"]?.first?.message == "objtool: f+0x1: bad")
    }
}
