// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Foundation
import KernelLog
import Reports
import Testing
import Vocabulary

struct StatisticsInspectionTests {
    static let whole = """
                 Mods ever loaded\t21
             Mods failed on kread\t0
        Mods failed on decompress\t0
          Mods failed on becoming\t0
              Mods failed on load\t4
                Total module size\t1839104
              Total mod text size\t733184
               Failed kread bytes\t0
          Failed decompress bytes\t0
            Failed becoming bytes\t0
                Failed kmod bytes\t144123
         Virtual mem wasted bytes\t144123
                 Average mod size\t87577
            Average mod text size\t34914
          Average fail load bytes\t36031
        Duplicate failed modules:
                      Module-name\t How-many-times\t                   Reason
                      aesni_intel\t              3\t                     Load
                           libaes\t              1\t                     Load

        """

    private func inspection(_ text: String) -> StatisticsInspection { StatisticsInspection(Array(text.utf8)) }

    private func changed(_ line: String, _ other: String) throws -> StatisticsInspection {
        try #require(Self.whole.contains(line))
        return inspection(Self.whole.replacingOccurrences(of: line, with: other))
    }

    @Test func duplicatesAloneAreNoFault() {
        let result = inspection(Self.whole)
        #expect(result.status == .pass)
        #expect(result.reason == "all 4 failed loads are duplicates")
        #expect(result.statistics.residual == 0)
        let text = result.text()
        #expect(text.contains("Failed kmod bytes") && text.contains("144123 B (140.7 KiB)"))
        #expect(text.contains("aesni_intel  3      Load"))
        #expect(text.hasSuffix("PASS all 4 failed loads are duplicates\n"))
    }

    @Test func lineEndsOfOtherSystemsChangeNothing() {
        let crlf = inspection(Self.whole.replacingOccurrences(of: "\n", with: "\r\n"))
        #expect(crlf.statistics == inspection(Self.whole).statistics)
        #expect(crlf.status == .pass)
    }

    @Test func aResidualIsTheKernelsFault() throws {
        let result = try changed(
            "              3\t                     Load", "              2\t                     Load")
        #expect(result.status == .fail)
        #expect(result.reason == "1 of 4 failed loads are not duplicates")
    }

    @Test func aBrokenLawSaysByHowMuch() throws {
        let result = try changed("wasted bytes\t144123", "wasted bytes\t144120")
        #expect(result.status == .error)
        let broken = result.laws.filter { !$0.violations.isEmpty }
        #expect(broken.map(\.law) == [.wasted])
        #expect(broken.first?.violations.map(\.difference) == [-3])
        #expect(result.text().contains("broken by -3"))
        #expect(
            try changed("libaes\t              1", "libaes\t              9").laws.last?.violations.map(\.difference)
                == [8])
        #expect(try changed("size\t1839104", "size\t1839105").status == .error)
    }

    @Test func aTableThatWasCutDecidesNothing() throws {
        let cut = inspection(String(Self.whole.dropLast(20)))
        #expect(cut.status == .inconclusive)
        #expect(cut.text().contains("rows are missing"))
    }

    @Test(arguments: ["", "\n", "hello\n", "\u{1B}[2J\u{7}garbage\n", "Mods ever loaded\tmany\n"])
    func whatIsNotTheKernelsTextIsNoVerdict(text: String) {
        let result = inspection(text)
        #expect(result.status == .error)
        #expect(
            result.text(style: TableStyle(unicode: false)).utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
    }

    @Test func everyPrefixAndEveryByteIsSurvived() {
        let bytes = Array(Self.whole.utf8)
        for length in 0..<bytes.count - 1 { #expect(StatisticsInspection(Array(bytes[..<length])).status != .pass) }
        for index in stride(from: 0, to: bytes.count, by: 3) {
            var bytes = bytes
            bytes[index] = 0xFF
            _ = StatisticsInspection(bytes).text()
        }
    }

    @Test func jsonHasTheFigures() throws {
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(try inspection(Self.whole).json(file: "f").utf8)) as? [String: Any])
        #expect(json["status"] as? String == "PASS")
        #expect((json["counters"] as? [String: Int])?["invalid_mod_bytes"] == 144_123)
        #expect(json["residual"] as? Int == 0)
        #expect((json["laws"] as? [[String: Any]])?.compactMap { $0["holds"] as? Bool } == [true, true, true, true])
        #expect((json["duplicates"] as? [[String: Any]])?.first?["module"] as? String == "aesni_intel")
    }

    private struct Published: Decodable {
        struct Sample: Decodable {
            var id: String
            var values: [String: UInt64]
        }
        var samples: [Sample]
    }

    @Test(.enabled(if: Places.hasCorpora, "the corpora are not beside the package"))
    func publishedOutputsAreRead() throws {
        let directory = Places.corpora + "/stats/"
        let data = try Data(contentsOf: URL(fileURLWithPath: directory + "stats.json"))
        let published = try JSONDecoder().decode(Published.self, from: data)
        #expect(published.samples.count >= 3)
        for sample in published.samples {
            let name = sample.id.split(separator: "/").last.map(String.init) ?? ""
            let bytes = try Data(contentsOf: URL(fileURLWithPath: directory + name + ".txt"))
            let result = StatisticsInspection(Array(bytes))
            for counter in ModuleCounter.allCases {
                #expect(result.statistics[counter] == sample.values[counter.label], "\(name): \(counter)")
            }
            #expect(result.laws.allSatisfy { $0.violations.isEmpty }, "\(name)")
        }
    }
}

struct ConsoleInspectionTests {
    static let clean = """
        [    0.000000] Linux version 6.12.117 (a@b) (gcc) #1
        [    1.250000] Run /sbin/init as init process

        """
    static let bad = """
        [    2.000000] BUG: kernel NULL pointer dereference, address: 0000000000000008
        [    2.000001] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
        [    2.000002] CPU: 1 UID: 0 PID: 77 Comm: a\u{1B}]0;title\u{7}b Not tainted 6.12.117 #1
        [    2.000003] RIP: 0010:load_module.isra.0+0x6b5/0x1c40
        [    2.000004] ---[ end trace 0000000000000000 ]---
        [    2.000005] Kernel panic - not syncing: Fatal exception

        """

    private func inspection(_ text: String, pieces: Int = 13) -> ConsoleInspection {
        var reading = ConsoleReading()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieces) { _ = reading.take(bytes[start...].prefix(pieces)) }
        return reading.finish()
    }

    @Test func aCleanLogSaysWhatWasLookedAt() {
        let result = inspection(Self.clean)
        #expect(result.status == .pass)
        #expect(result.text().hasPrefix("looked at 2 lines, 99 B, last printk time 1.250000 s, 1 boot\n"))
    }

    @Test func findingsAreInOrderAndTheFirstIsTheCause() throws {
        let result = inspection(Self.clean + Self.bad)
        #expect(result.status == .fail)
        #expect(result.reason == "page-fault at line 3, and 1 more")
        let text = result.text()
        #expect(text.contains("cause: page-fault at line 3, in load_module, the kernel panicked\n"))
        #expect(text.contains("then: panic at line 8"))
        #expect(text.contains("a\\x1b]0;title\\x7b"))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value < 0x7F) })
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(try result.json(file: "f").utf8)) as? [String: Any])
        let findings = try #require(json["findings"] as? [[String: Any]])
        #expect(findings.map { $0["cause"] as? Bool } == [true, false])
        #expect(findings.first?["function"] as? String == "load_module")
        #expect(findings.first?["line"] as? Int == 3)
        #expect(json["last_time"] as? Double == 2.000005)
    }

    @Test(arguments: ["", "root:x:0:0:root:/root:/bin/sh\n", "\0\u{1}\u{2}\u{3}", "\n\n\n"])
    func silenceIsNoProof(text: String) { #expect(inspection(text).status == .inconclusive) }

    /// The item `kmsg` of a stored boot: the harness reads its findings from these records.
    @Test(arguments: [1, 50, 1 << 20])
    func recordsAreReadAsTheLogTheyAre(pieces: Int) {
        let records = """
            5,0,0,-;Linux version 6.12.117 (a@b) (gcc) #1
            6,1,1250000,-;Run /sbin/init as init process
             SUBSYSTEM=acpi
            1,4,2000000,-;BUG: kernel NULL pointer dereference, address: 0000000000000008
            4,5,2000001,-;Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
            4,6,2000003,-;RIP: 0010:load_module.isra.0+0x6b5/0x1c40
            14,7,2000009,-;BUG: a program may write anything

            """
        let result = inspection(records, pieces: pieces)
        #expect(result.findings.map(\.title) == ["BUG: kernel NULL pointer dereference in load_module"])
        #expect(result.findings.map(\.line) == [3])
        #expect(result.extent.lines == 5)
        #expect(result.notes.count == 2)
        #expect(result.notes.last == "2 messages were overwritten before they were read")
    }
}
