// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Reports
import Vocabulary

@testable import BootEvidence

extension FuzzTarget {
    /// The readers of single items, chosen by the first byte.
    static let parsers = FuzzTarget(
        name: "parsers",
        words: ItemParser.all.flatMap(\.words) + ["\\x5c", "18446744073709551615", "-9223372036854775808", "\t"],
        seeds: {
            ItemParser.all.enumerated().flatMap { index, parser in
                parser.seeds.map { [UInt8(index), 0] + Array($0.utf8) }
            }
        },
        run: { bytes in
            var input = FuzzInput(bytes)
            let parser = ItemParser.all[input.number(below: ItemParser.all.count)]
            let option = input.byte()
            Visible.check(parser.read(Array(input.rest).stretched(by: option)).compactMap(\.self), parser.name)
        })
}

/// Reads an item's bytes and gives what is told of them to people.
struct ItemParser: Sendable {
    let name: String
    var words: [String] = []
    var seeds: [String]
    let read: @Sendable ([UInt8]) -> [String?]

    static let all: [ItemParser] = [
        ItemParser(
            name: "stats",
            words: ModuleCounter.allCases.map(\.label) + ["Becoming & Load", "Duplicate failed modules:"],
            seeds: [CapturedBoot.stats],
            read: { bytes in
                let inspection = StatisticsInspection(bytes)
                Visible.check(inspection.text(), "inspect stats")
                Visible.checkJSON((try? inspection.json(file: "f")) ?? "", "inspect stats --json")
                expect(inspection.status != .pass || inspection.statistics.residual == 0, "PASS with a residual")
                return [inspection.statistics.text?.problem] + inspection.statistics.laws().map(\.description)
            }),
        ItemParser(
            name: "interrogation",
            words: [
                HangReading.marker, "sysrq l", "NMI backtrace for cpu 1", "task:udevd state:D", " ? ", "Call Trace:",
            ],
            seeds: ["\(HangReading.marker)sysrq w, blocked tasks\ntask:init state:D\nCall Trace:\n f+0x1/0x2\n"],
            read: { bytes in
                let inspection = InterrogationInspection(bytes)
                Visible.check(inspection.text(), "inspect interrogation")
                return HangReading(bytes).suspects.flatMap { [$0.who, $0.function] + $0.lines }
            }),
        ItemParser(name: "counters", seeds: ["21\n", "-22\n"]) { bytes in
            var items = EvidenceItems()
            for counter in ModuleCounter.allCases { items.items["counters/\(counter.rawValue)"] = .init(bytes: bytes) }
            let statistics = ModuleStatistics(items)
            return (statistics?.problems ?? []) + (statistics?.laws().map(\.description) ?? [])
        },
        item("memory-samples", words: ["settled"]) { bytes in
            let samples = MemorySamples(bytes)
            let peaks = Peaks(samples, nil)
            return [samples.problem, peaks.lowestAvailable?.doing]
        },
        item("modules", words: ["Live", "Unloading", "(OE)"]) { [LoadedModules($0).problem] },
        item("meminfo", words: ["VmallocUsed:", " kB"]) { [MemoryInfo($0).problem] },
        item("vmallocinfo", words: ["unpurged", "load_module+"]) { bytes in
            let info = VmallocInfo(bytes)
            expect(info.moduleAreas <= info.callers.reduce(0) { $0 + $1.areas }, "more areas of modules than areas")
            return [info.problem, "\(info.total)", "\(info.modules)"]
        },
        item("cpus", words: ["online=", "0-65535"]) { bytes in
            let cpus = GuestCPUs(bytes)
            expect((cpus.online?.count ?? 0) <= 65_536, "more CPUs than a kernel can have")
            return [cpus.problem]
        },
        item("kmsg", words: ["6,0,0,-;", ";Linux version ", " SUBSYSTEM="]) { bytes in
            let messages = KernelMessages(bytes)
            expect(messages.log.count <= 40 * bytes.count + 64, "the log is longer than its records")
            _ = DuplicateRequests(messages).total
            return [messages.problem]
        },
        item("uevents", words: [" add cpu ", "\\x20"]) { bytes in
            let events = Uevents(bytes, lost: Array("kernel=0 udev=1\n".utf8))
            expect(events.cpus(.udev) + events.cpus(.kernel) <= events.events.count, "more CPUs than events")
            return [events.problem]
        },
        item("workload", words: [".callers=", ".had=", ".silent=", ".errno=", ".seconds=", ".module=", ".exit="]) {
            bytes in
            let report = WorkloadReport(bytes)
            expect(report.askings.allSatisfy { $0.failed >= 0 && $0.silent <= $0.callers }, "more had than asked")
            _ = (report.exits, report.settled)
            return [report.problem]
        },
        ItemParser(
            name: "initramfs", words: ["started=", "ended="], seeds: ["started=1\nended=5000\na.ko 0 2 3\n"],
            read: { [InitramfsReport($0)?.problem] }),
        ItemParser(
            name: "replays", seeds: ["1 5000 6000 21 0 0 21 3 1 300 200\n2 7000 8000 21 0 0 - - - - -\n"]
        ) { bytes in
            let replays = CPUReplays(bytes)
            expect(replays.replays.allSatisfy { $0.start <= $0.end }, "a replay ends before it begins")
            expect(replays.replays.count <= CPUReplays.most, "more replays than there may be")
            // As a report of the boot sums them: it traps where they could be too large.
            _ = replays.replays.compactMap { $0.counted.map { Int(clamping: $0.failed) } }.reduce(0, +)
            return [replays.problem]
        },
        ItemParser(
            name: "module-files", seeds: ["cryptd none kernel/crypto/cryptd.ko\n"], read: { [ModuleFiles($0).problem] }),
        ItemParser(name: "build-id", seeds: ["\u{4}\0\0\0\u{8}\0\0\0\u{3}\0\0\0GNU\0abcdefgh"]) { bytes in
            let notes = ELFNotes(bytes)
            expect(notes.notes.count <= bytes.count / 12, "more notes than bytes")
            return [notes.buildID?.short, notes.buildID.map { "\($0)" }]
        },
        ItemParser(name: "identity", words: ["Linux version "], seeds: ["Linux version 6.12.117 (a@b)\n"]) { bytes in
            var items = EvidenceItems()
            for name in ["version", "modules", "buildid/kernel", "buildid/module/a-b"] {
                items.items[name] = .init(bytes: bytes)
            }
            let expected = KernelIdentity(release: "6.12", kernel: BuildID(bytes: [1, 2, 3]), modules: [:])
            return GuestIdentity(items).differences(from: expected).map(\.description)
        },
        ItemParser(name: "image", words: ["udev=", "kmod=", "recipe="], seeds: ["udev=1\nkmod=2\nrecipe=3\n"]) {
            bytes in
            _ = ImageInfo(bytes)
            return []
        },
        ItemParser(
            name: "trace-tables", seeds: ["0 3 0 0 0\n1 4 0 0 0\n", "  load_read 1 0\n"],
            read: { [TraceBuffers($0).problem, TraceProbes($0).problem, "\(TraceBuffers($0).lost)"] }),
        ItemParser(
            name: "duplicates", words: ["module-autoload: duplicate request for module "],
            seeds: ["[ 1.0] module-autoload: duplicate request for module fs-xfs\n"],
            read: { ["\(DuplicateRequests($0).total)"] }),
    ]

    private static func item(
        _ name: String, words: [String], read: @escaping @Sendable ([UInt8]) -> [String?]
    ) -> ItemParser {
        ItemParser(name: name, words: words, seeds: [CapturedBoot.items[name] ?? ""], read: read)
    }
}
