// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing
import Vocabulary

struct ModuleStatisticsTests {
    private func statistics(_ edit: (inout [String: String]) -> Void = { _ in }) throws -> ModuleStatistics {
        var items = CapturedBoot.items
        edit(&items)
        return try #require(ModuleStatistics(EvidenceItems(texts: items)))
    }

    private func replacing(_ line: String, with other: String) throws -> [LawViolation] {
        try #require(CapturedBoot.stats.contains(line))
        return try statistics { $0["stats"] = CapturedBoot.stats.replacing(line, with: other) }.laws()
    }

    @Test func aRealReadingIsUnderstoodAndLawful() throws {
        let statistics = try statistics()
        #expect(statistics.problems.isEmpty)
        #expect(statistics.laws().isEmpty)
        #expect(statistics[.modulesLoaded] == 21)
        #expect(statistics[.failedKreads] == 0)
        #expect(statistics.failed == 6)
        #expect(statistics.wasted == ByteCount(144_123))
        #expect(statistics.residual == 0)
        #expect(statistics.worst == DuplicateRow(module: "aesni_intel", times: 3, reason: .load))
        #expect(statistics.duplicates?.map(\.module) == ["aesni_intel", "libaes", "crypto_simd"])
    }

    @Test func scalarsCountBeforeTheText() throws {
        let statistics = try statistics { $0["counters/failed_load_modules"] = "7\n" }
        #expect(statistics[.failedLoads] == 7)
        #expect(statistics.residual == 0, "the residual is of one read of the text")
        #expect(statistics.laws().map(\.law) == [.agreement])
    }

    @Test func failuresThatAreNoDuplicatesAreTheResidual() throws {
        let statistics = try statistics {
            $0["stats"] = CapturedBoot.stats.replacing("Mods failed on load\t6", with: "Mods failed on load\t8")
        }
        #expect(statistics.residual == 2)
    }

    @Test func eachLawIsWatched() throws {
        #expect(try replacing("wasted bytes\t144123", with: "wasted bytes\t144124").map(\.law) == [.wasted])
        #expect(try replacing("Average mod size\t87577", with: "Average mod size\t87576").map(\.law) == [.averages])
        #expect(try replacing("Average mod size\t87577\n", with: "\n").map(\.law) == [.averages])
        #expect(try replacing("libaes\t              1", with: "libaes\t              9").map(\.law) == [.table])
        let odd = try statistics { $0["counters/total_mod_size"] = "1839105\n" }
        #expect(odd.laws().map(\.law) == [.agreement, .pages])
    }

    /// Linux 6.4 could add -EINTR to a byte counter; the averages and the sum then wrap as the kernel's do.
    @Test func aNegativeByteCounterIsNoHugeOne() throws {
        let value = UInt64(bitPattern: -4)
        let text = """
                     Mods ever loaded\t0
                 Mods failed on kread\t2
            Mods failed on decompress\t0
              Mods failed on becoming\t0
                  Mods failed on load\t0
                    Total module size\t0
                  Total mod text size\t0
                   Failed kread bytes\t\(value)
              Failed decompress bytes\t0
                Failed becoming bytes\t0
                    Failed kmod bytes\t0
             Virtual mem wasted bytes\t\(value)
                 Avg fail kread bytes\t\((value &+ 1) / 2)

            """
        let statistics = try #require(ModuleStatistics(EvidenceItems(texts: ["stats": text])))
        #expect(statistics.bytes(.kreadBytes) == ByteCount(-4))
        #expect(statistics.wasted == ByteCount(-4))
        #expect(statistics.laws().isEmpty)
    }

    @Test func aScalarMayBeSignedAndMustBeANumber() throws {
        #expect(try statistics { $0["counters/failed_becoming"] = "-1\n" }[.failedBecoming] == UInt64.max)
        let bad = try statistics { $0["counters/modcount"] = "twenty\n" }
        #expect(bad.problems == ["counters/modcount: 'twenty\\xa' is not a number"])
        #expect(bad[.modulesLoaded] == 21, "the text still says it")
        #expect(try statistics { $0["counters/modcount"] = "99999999999999999999\n" }.problems.count == 1)
    }

    @Test func aKernelWithoutStatisticsHasNone() {
        #expect(ModuleStatistics(EvidenceItems()) == nil)
        var items = EvidenceItems()
        items.items["stats"] = .init(bytes: [], failure: 2)
        #expect(ModuleStatistics(items) == nil)
    }
}

struct StatsTextTests {
    private func text(
        rows: [String], last: String = "\n", header: String = "Module-name", failures: Int = 500
    ) -> StatsText {
        let head = CapturedBoot.stats.split(separator: "\n").prefix(12).joined(separator: "\n")
            .replacing("Mods failed on load\t6", with: "Mods failed on load\t\(failures)")
        let table = (["Duplicate failed modules:", "  \(header)\t How-many-times\t  Reason"] + rows)
        return StatsText([UInt8](head + "\n" + table.joined(separator: "\n") + last))
    }

    private func row(_ name: String, _ times: Int, _ reason: String) -> String {
        func right(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        return right(name, 25) + "\t" + right(String(times), 15) + "\t" + right(reason, 25)
    }

    @Test func everyReasonAndALongNameAreRead() {
        let long = "a_module_whose_name_is_longer_than_25_characters"
        let text = text(rows: [
            row("kvm", 7, "Becoming"), row("nvme", 3, "Load"), row("cryptd", 3, "Becoming & Load"),
            row(long, 1, "Bug-on-stats"),
        ])
        #expect(text.duplicates.map(\.reason) == [.becoming, .load, .both, .bug])
        #expect(text.duplicates.last?.module == long)
        #expect(text.problem == nil)
        #expect(text.isTableWhole)
    }

    @Test func theHeaderOfEarlyKernelsIsNoRow() {
        let text = text(rows: [row("kvm", 7, "Becoming")], header: "module-name")
        #expect(text.duplicates.count == 1)
        #expect(text.problem == nil)
    }

    /// The kernel's buffer counts 64 bytes a row and a row takes 68, so a long table is cut in its last rows.
    @Test func aTableThatWasCutIsNotWhole() throws {
        let rows = (0..<5).map { row("m\($0)", 1, "Becoming") }
        #expect(text(rows: rows, last: "").isTableWhole, "cut right before the line's end: the row is there")
        for short in 1..<67 {
            let cut = Array(rows.dropLast()) + [String(rows[4].dropLast(short))]
            let text = text(rows: cut, last: "")
            #expect(!text.isTableWhole, "\(short) bytes short")
            #expect(text.duplicates.count == 4)
            #expect(text.problem == nil)
        }
    }

    /// Cut right behind a row, nothing shows it but the length: 1024 and 64 for each failure, less a zero byte.
    @Test func aTextThatFillsTheKernelsBufferIsNotWhole() {
        let rows = (0..<15).map { row("m\($0)", 1, "Becoming") }
        #expect(text(rows: rows, failures: 15).isTableWhole)
        #expect(!text(rows: rows, failures: 5).isTableWhole)
    }

    @Test func atMostRowsNothingIsSaidOfTheRest() {
        // Short names' rows, as a copy that lost its blanks has them, so that the buffer is not what ends the table.
        func rows(_ count: Int) -> [String] { (0..<count).map { "m\($0)\t1\tLoad" } }
        #expect(text(rows: rows(110)).isTableWhole)
        #expect(!text(rows: rows(111)).isTableWhole)
    }

    @Test func aStrangeRowIsReported() {
        let text = text(rows: [row("kvm", 7, "Magic"), row("nvme", 3, "Load")])
        #expect(text.duplicates.count == 1)
        #expect(!text.isTableWhole)
        #expect(text.problem?.contains("Magic") == true)
    }

    @Test(arguments: ["", "\n", "\0\0\0", "Mods ever loaded", "Mods ever loaded\t-5\n", "Module-name\t1\tLoad\n"])
    func nonsenseIsAProblemAndNoCrash(_ nonsense: String) {
        let text = StatsText([UInt8](nonsense))
        #expect(text.values.isEmpty)
        #expect(text.problem != nil)
    }

    @Test func everyPrefixOfARealTextIsTaken() {
        let bytes = [UInt8](CapturedBoot.stats)
        for length in bytes.indices {
            _ = ModuleStatistics(scalars: [:], text: StatsText(Array(bytes[..<length]))).laws()
        }
        #expect(StatsText(bytes).problem == nil)
    }
}
