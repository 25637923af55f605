// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@testable import Reports

@Suite struct TableReportTests {
    private func text(_ result: MatrixResult, width: Int = 100, colour: Bool = false, unicode: Bool = true) -> String {
        TableReport(style: TableStyle(width: width, colour: colour, unicode: unicode)).text(of: result)
    }

    @Test func healthyMatrix() {
        #expect(
            text(judged()) == """
                Duplicate module loads
                TCG: KVM's probe printed nothing
                qemu:///embed, kmod 30, libvirt 9.0.0, qemu 7.2.0, udev 252
                run r1, seed 7

                coldplug: status and median loads.failed (lowest-highest) by vCPUs; * is the baseline
                kernel         verdict  1       4                8
                no-dup-checks  PASS     PASS 0  PASS 32 (31-33)  PASS 72 (71-73)
                stats *        PASS     PASS 0  PASS 0           PASS 0
                stats-dups     PASS     PASS 0  PASS 0           PASS 0

                Criteria
                  PASS boots clean: 27 cells clean (95 %: at most 28.3 % of a kernel's boots are not)
                  PASS no module lost: 18 cells equal to stats in modules.set (95 %: at most 28.3 % of a kernel's
                       boots are not)
                  PASS the effect is there: no-dup-checks: median loads.failed by vCPUs: 32 at 4, 72 at 8; wanted at
                       least 10
                  PASS waste is gone: limit 10 % of no-dup-checks: PASS stats, stats-dups
                       PASS stats: 0 against 312 of no-dup-checks in 9 blocks: 0 % (95 %: 0 % to 1.2 %), limit 10 %
                       PASS stats-dups: 0 against 312 of no-dup-checks in 9 blocks: 0 % (95 %: 0 % to 1.2 %), limit
                            10 %

                Against stats, coldplug: medians over all vCPUs, and the median difference within blocks (n 9)
                metric        no-dup-checks  stats-dups
                loads.failed  0 to 32 (+32)  0 to 0 (0)

                Note: Under TCG, QEMU's translator: compare kernels within this run; counts and times are not those
                      of hardware.

                PASS 27 cells in 3 min 04 s: 27 PASS; 4 criteria: 4 PASS

                """)
    }

    @Test func everyTroubleInItsPlaceWithItsLines() {
        let report = text(troubled())
        for line in [
            "no-dup-checks  MISS     PASS 0              PASS 32 (31-33)  PASS 72 (71-73)",
            "stats *        ERROR    MISS never-run 1/3  PASS 0           ERROR identity 1/3",
            "stats-dups     FAIL     PASS 0              FAIL panic 1/3   FAIL modules.set 1/3",
            "  FAIL stats-dups.4cpu.coldplug.r2: kernel panic, at stage 'udev': Kernel panic - not syncing: Fatal",
            "      | BUG: kernel NULL pointer dereference",
            "  FAIL stats-dups.8cpu.coldplug.r1 (no module lost): missing: cryptd (against",
            "  ERROR stats.8cpu.coldplug.r3: the kernel's build-id is 0102, the built one's 0304",
            "  MISS stats.1cpu.coldplug.r2: it was not run",
            "FAIL 27 cells in 3 min 04 s: 24 PASS, 1 FAIL, 1 ERROR, 1 MISS; 4 criteria: 1 PASS, 2 FAIL, 1 MISS",
        ] {
            #expect(report.contains(line + "\n"), "\(line)")
        }
    }

    @Test(arguments: [1, 40, 50, 63, 80, 200]) func noLineIsTooWide(_ width: Int) {
        let wide = judged(title: String(repeating: "長い題", count: 60), vcpus: [1, 2, 4, 8, 16, 32, 64, 128, 255])
        for result in [wide, troubled()] {
            for line in text(result, width: width).split(separator: "\n") {
                #expect(TextColumns.width(String(line)) <= max(40, width), "\(line)")
            }
        }
    }

    @Test func narrowTerminalsGetSeveralTables() {
        let report = text(judged(), width: 44)
        #expect(
            report.contains(
                """
                kernel         verdict  1
                no-dup-checks  PASS     PASS 0
                stats *        PASS     PASS 0
                stats-dups     PASS     PASS 0

                kernel         4
                no-dup-checks  PASS 32 (31-33)
                """))
        // Every column is in one of them.
        #expect(report.contains("PASS 72 (71-73)\n"))
    }

    @Test func hostileTextIsShownAndNotObeyed() {
        let evil = "\u{1B}[2J\u{7}\u{202E}\rPASS\n<script>"
        let result = judged(title: evil) { reading in
            reading.software = ["udev": evil]
            if reading.cell.id.text == "stats.4cpu.coldplug.r1" {
                reading.modules = [evil]
                reading.findings = [.init(kind: .bug, title: evil, line: 1, lines: [evil])]
            }
        }
        for unicode in [true, false] {
            let report = text(result, unicode: unicode)
            #expect(!report.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
            #expect(!report.unicodeScalars.contains("\u{202E}"))
            #expect(!report.split(separator: "\n").contains { $0.hasPrefix("PASS\\") || $0.hasPrefix("<script>") })
        }
    }

    @Test func plainTerminalsGetASCII() {
        let report = text(judged(title: "Größe 長"), unicode: false)
        #expect(report.utf8.allSatisfy { $0 < 0x80 })
        #expect(report.hasPrefix("Gr\\u{f6}\\u{df}e \\u{9577}\n"))
    }

    @Test func colourIsOnlyAddedWhenAsked() {
        let plain = text(troubled())
        #expect(!plain.contains("\u{1B}"))
        let painted = text(troubled(), colour: true)
        #expect(painted.contains("\u{1B}[1;31mFAIL\u{1B}[0m panic 1/3"))
        let stripped = painted.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
        #expect(stripped == plain)
    }

    @Test func everyStatusIsShownByItsOwnWord() {
        var result = judged()
        for (index, status) in Status.allCases.enumerated() {
            result.status = status
            result.criteria[index % result.criteria.count].status = status
            let report = text(result)
            #expect(report.contains("\n\(status.rawValue) 27 cells"))
            #expect(report.contains("  \(status.rawValue)"))
        }
    }

    @Test func manyCellsOfOneTroubleAreToldOnce() {
        let lost = Set((1...3).flatMap { r in [1, 4, 8].map { "stats-dups.\($0)cpu.coldplug.r\(r)" } })
        let report = text(judged(lost: lost))
        #expect(report.contains("stats-dups.4cpu.coldplug.r1 and 5 more: it was not run"))
        #expect(report.components(separatedBy: "it was not run").count == 2)
    }
}
