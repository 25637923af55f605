// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import BuildLog
import Foundation
import Testing
import Vocabulary

@Suite struct FallbackTests {
    @Test func onlyMakesWords() {
        let found = diagnosis(
            "make[2]: *** [scripts/Makefile.build:485: drivers] Error 2\nmake: *** [Makefile:240: __sub-make] Error 2")
        #expect(found?.kind == .unknown)
        #expect(found?.blame == .harness)
        #expect(found?.target == "drivers")
    }

    @Test func lastWordsOfAProgramThatNobodyKnows() {
        let found = diagnosis(
            "  GEN     lib/x.h\nfrobnicate: the table has 12 rows too many\nmake[1]: *** [lib/Makefile:3: lib/x.h] Error 1"
        )
        #expect(found?.kind == .buildProgram)
        #expect(found?.blame == .harness)
        #expect(found?.message == "frobnicate: the table has 12 rows too many")
        #expect(found?.target == "lib/x.h")
    }

    @Test func failuresThatMakeIgnores() {
        #expect(
            diagnosis("make[1]: [Makefile:3: x] Error 1 (ignored)\nmake[1]: *** [Makefile:3: x] Error 1 (ignored)")
                == nil)
    }

    @Test func aWholeLogThatIsFine() {
        #expect(
            diagnosis(
                "  CC      a.o\nfs/a.c:1:1: warning: x\n  LD      vmlinux\nKernel: arch/x86/boot/bzImage is ready  (#1)"
            ) == nil)
        #expect(diagnosis("") == nil)
    }

    /// The first error is the cause, whatever other jobs say before make stops.
    @Test func theFirstOfMany() {
        let log = (1...300).map { "fs/f\($0).c:\($0):1: error: number \($0)\nmake[1]: *** [x:1: fs/f\($0).o] Error 1" }
        let found = diagnosis(log.joined(separator: "\n"))
        #expect(found?.message == "number 1")
        #expect(found?.target == "fs/f1.o")
        #expect(found?.number == 1)
    }

    /// Bytes of any kind cost no more than their length, and end in no trap.
    @Test func anything() {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            ": error: ", ":", "12", ".", "-", "make[", "]", ": *** ", "[", "Error ", "fs/a.c", "'", "`", "\u{1B}[",
            "\u{1B}]", "\t", " ", "|", "^", "In file included from ", "ld: ", "\r", "\u{FEFF}", "‘", "\0", "#", "> ",
        ]
        var reader = BuildLogReader(tree: "/t")
        for _ in 0..<4000 {
            let line = (0..<Int.random(in: 0...12, using: &generator)).map { _ in pieces.randomElement() ?? "" }
            reader.read(line.joined())
        }
        reader.read(String(repeating: "a: error: ", count: 100_000))
        _ = reader.diagnosis
        #expect(reader.lines == 4001)
    }
}

@Suite(.enabled(if: Places.hasCorpora, "the corpora are not beside the package")) struct CorpusTests {
    /// Expected by reading the logs: the first line that makes the build fail, and how many lines belong to it.
    static let logs: [(String, BuildDiagnosis.Kind, String, String, Int)] = [
        (
            "001", .compile, "drivers/gpu/drm/nouveau/nvkm/subdev/gsp/r535.c:1266:3",
            "label at end of compound statement", 4
        ),
        ("004", .link, "kernel/rcu/update.o", "undefined reference to `__bad_cmpxchg'", 10),
        (
            "007", .compile, "./arch/arm/include/asm/cmpxchg.h:167:12",
            "implicit declaration of function ‘cmpxchg_emu_u8’ [-Werror=implicit-function-declaration]", 11
        ),
    ]

    @Test(arguments: logs)
    func found(_ number: String, _ kind: BuildDiagnosis.Kind, _ place: String, _ message: String, _ lines: Int) throws {
        let path = "\(Places.corpora)/kbuild/logspec_kbuild_\(number).log.gz"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gunzip")
        process.arguments = ["--stdout", path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let log = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        // The last of it is enough for the disguises: they cost a pass each.
        let end = log.split(separator: "\n", omittingEmptySubsequences: false).suffix(400).joined(separator: "\n")
        for text in [log] + Disguise.allCases.map({ $0.wear(end) }) {
            let found = diagnosis(text)
            #expect(found?.kind == kind)
            #expect(found?.blame == .kernel)
            #expect(found?.place == place)
            #expect(found?.message == message)
            #expect(found?.lines.count == lines)
        }
    }
}
