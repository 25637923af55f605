// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Boots {
    /// One captured file, through the executable; boots nothing.
    @Suite struct Inspections {
        private static let panic = "[    1.000000] Kernel panic - not syncing: VFS: Unable to mount root fs\r\n"

        private func inspect(_ kind: String, _ bytes: Data, _ harness: Harness) async throws -> Harness.Outcome {
            let file = harness.root + "/captured"
            try bytes.write(to: URL(fileURLWithPath: file))
            return try await harness.bootmatrix("inspect", kind, file)
        }

        @Test func theCodeSaysWhatWasFound() async throws {
            try await Harness.use { harness in
                let clean = "[    0.000000] Linux version 6.12.117 (a@b) (gcc) #1\n[    1.000000] Run /init\n"
                #expect(try await inspect("console", Data(clean.utf8), harness).status == 0)
                let bad = try await inspect("console", Data((clean + Self.panic).utf8), harness)
                #expect(bad.status == 1)
                #expect(bad.output.contains("cause: panic at line 3\n"))
                for bytes in [Data(), Data((0...255).map { UInt8($0) })] {
                    #expect(try await inspect("console", bytes, harness).status == 125)
                    #expect(try await inspect("stats", bytes, harness).status == 125)
                }
            }
        }

        @Test func theCodeSaysWhoseTheBuildsErrorIs() async throws {
            try await Harness.use { harness in
                let step = "  CC      fs/a.o\n"
                let logs: [(String, Int32)] = [
                    (step, 0), (step + "fs/a.c:1:1: error: odd\n", 1), (step + "as: No space left on device\n", 125),
                    (step + "make: *** [Makefile:1: x] Error 2\n", 125), ("no build\n", 125), ("", 125),
                ]
                for (log, status) in logs {
                    let outcome = try await inspect("build", Data(log.utf8), harness)
                    #expect(outcome.status == status, "\(log)")
                }
                let compressed = try await inspect("build", Data([0x1F, 0x8B, 8, 0]), harness)
                #expect(compressed.status == 125 && compressed.output.contains("zcat"))
            }
        }

        @Test func aCorpusGivesAPredictionForEachRecord() async throws {
            try await Harness.use { harness in
                let records =
                    #"{"id":"a","log":"Kernel panic - not syncing: x\n"}"# + "\n" + #"{"id":"b","log":""}"# + "\n"
                let file = harness.root + "/corpus.jsonl"
                try Data(records.utf8).write(to: URL(fileURLWithPath: file))
                let outcome = try await harness.bootmatrix("inspect", "console", "--jsonl", file)
                #expect(outcome.status == 0)
                let lines = outcome.output.split(separator: "\n")
                #expect(lines.map { $0.contains(#""crash":true"#) } == [true, false])
                try Data((records + "{}\n").utf8).write(to: URL(fileURLWithPath: file))
                let bad = try await harness.bootmatrix("inspect", "console", "--jsonl", file)
                #expect(bad.status == 129)
                #expect(bad.errors.contains("line 3"))
            }
        }

        @Test func standardInputIsRead() async throws {
            try await Harness.use { harness in
                // The harness gives no standard input, so this one is empty; what matters is that it is read.
                let outcome = try await harness.bootmatrix("inspect", "console", "-", "--json")
                #expect(outcome.status == 125)
                #expect(outcome.output.contains("\"file\" : \"-\""))
            }
        }

        @Test(arguments: ["/nonexistent", "/tmp"]) func aFileThatCannotBeReadIsTheUsers(file: String) async throws {
            try await Harness.use { harness in
                for kind in ["stats", "console", "build"] {
                    let outcome = try await harness.bootmatrix("inspect", kind, file)
                    #expect(outcome.status == 129)
                    #expect(outcome.errors.contains(file) && outcome.output.isEmpty)
                }
            }
        }
    }
}
