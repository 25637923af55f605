// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Reports
import Verdicts
import Vocabulary

extension FuzzTarget {
    /// A whole boot whose items, console and end are the fuzzer's: read, judged and reported.
    static let cell = FuzzTarget(
        name: "cell", longest: 32_768,
        words: TraceWords.all + ConsoleWords.all + [
            "name=request-storm\n", "fs-xfs.callers=48\n", "\u{9B}", "\u{202E}",
        ],
        seeds: { [[0, 2, 3, 4] + Array("x".utf8)] + CellItems.names.indices.map { CellItems.seed(UInt8($0)) } },
        run: { bytes in
            var input = FuzzInput(bytes)
            let exit = CellItems.exits[input.number(below: CellItems.exits.count)]
            let form = input.byte()
            var boot = Boot()
            boot.record.exit = exit
            boot.record.stage = .sealed
            for part in input.sections() {
                var part = FuzzInput(part)
                let (index, option) = (Int(part.byte()), part.byte())
                let content = Array(part.rest)
                if index == 255 {
                    boot.console = content
                    continue
                }
                let name = CellItems.names[index % CellItems.names.count]
                if option == 0xFE {
                    boot.items.items[name] = nil
                } else {
                    boot.items.items[name] = .init(
                        bytes: content, isCut: option & 0x10 != 0, failure: option & 0x20 != 0 ? Int32(option & 3) : nil
                    )
                }
            }
            judge(boot, form)
        })

    private static func judge(_ boot: Boot, _ form: UInt8) {
        let reading = boot.reading
        let result = boot.judged
        if reading.exit != .sealed {
            expect(result.status != .pass, "PASS without a seal")
            expect(result.coordinates.allSatisfy { $0.status != .pass }, "a cell is PASS without a seal")
        }
        for problem in reading.problems { Visible.check([problem.text], "the problem \(problem.check)") }
        expect(reading.values.values.allSatisfy(\.isFinite), "a figure is no number")
        report(result, form)
        let kept = try? CanonicalJSON.encode(reading)
        let back = kept.flatMap { try? CanonicalJSON.decode(CellReading.self, from: $0) }
        expect(
            back?.problems == reading.problems && back?.findings == reading.findings, "a kept reading is another one")
    }

    /// One output at a time: together they would take most of the time.
    private static func report(_ result: MatrixResult, _ form: UInt8) {
        let style = TableStyle(width: 40 + Int(form), unicode: form & 4 == 0)
        switch form & 3 {
        case 0: Visible.check(TableReport(style: style).text(of: result), "the table")
        case 1:
            for cell in result.coordinates.flatMap(\.cells) {
                Visible.check(CellReport(style: style).text(of: cell), "a cell's report")
            }
        case 2: Visible.checkJSON((try? JSONReport.text(of: result)) ?? "", "the JSON report")
        default: Visible.checkXML(JUnitReport.text(of: result), "the JUnit report")
        }
    }
}

enum CellItems {
    static let names = [
        "version", "modules", "buildid/kernel", "buildid/module/cryptd", "kmsg", "cpus", "workload", "uevents",
        "uevents-lost", "trace-stats", "trace-probes", "trace", "cmdline", "image", "memory-samples", "stats",
        "initramfs",
        "module-files", "counters/modcount", "counters/invalid_mod_bytes", "buildid/module/\u{1B}", "meminfo",
    ]
    static let exits: [ExitCause] = [
        .sealed, .sealed, .sealed, .panicked, .rebooted, .poweredOff, .shutdownStuck, .overSize("console"),
        .brokenStream("the evidence stream is broken"), .guestProgramBroke("x"), .noRoot("x"), .hypervisorGone("x"),
        .connectionLost("x"), .notStarted("x"), .interrupted,
    ]

    /// The fixture's own content of an item, and the same item cut and unreadable.
    static func seed(_ index: UInt8) -> [UInt8] {
        let content = Boot().items.items[names[Int(index)]]?.bytes ?? []
        return [0, index, index, 0] + content.filter { $0 != 0xFF } + [0xFF, 255, 0] + Array(ConsoleWords.seeds[1].utf8)
    }
}
