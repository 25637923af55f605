// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@testable import Reports

/// What was kept of a guest that did not end well, as it is told.
@Suite struct PostMortemReportTests {
    private static let said = """
        bootmatrix asks: sysrq w, blocked tasks
        sysrq: Show Blocked State
        task:\u{1B}[31mmodprobe state:D stack:0 pid:7 tgid:7 ppid:2 flags:0x00004000
        Call Trace:
         <TASK>
         __schedule+0x3a8/0x7c0
         schedule+0x23/0xa0
         wait_for_completion+0x8c/0xe0
         greedy_wait+0x1e/0x2c0 [faults]
         do_one_initcall+0x58/0x310
         </TASK>

        """

    private func cell(_ said: String, change: (inout PostMortemRecord) -> Void = { _ in }) throws -> CellSummary {
        var record = PostMortemRecord(
            interrogation: .init(
                size: .bytes(said.utf8.count), answered: "lw", interrupted: false, panicked: false, isCut: false),
            core: .init(size: .mebibytes(513), stored: .mebibytes(40), release: "6.12.1", buildID: "01ab"),
            disk: [.init(path: "/var/log/\u{1B}syslog", file: "var:log:%1Bsyslog", size: .bytes(11), isCut: true)],
            notes: ["a note"])
        change(&record)
        let result = judged(vcpus: [4]) { reading in
            guard reading.cell.id.text == "stats.4cpu.coldplug.r2" else { return }
            reading.exit = .shutdownStuck
            reading.postMortem = record
            reading.hang = HangReading(Array(said.utf8))
        }
        return try #require(result.coordinates.flatMap(\.cells).first { $0.id.text == "stats.4cpu.coldplug.r2" })
    }

    @Test func aPersonIsToldWhatThereIsAndWhere() throws {
        let cell = try cell(Self.said)
        #expect(cell.reason.contains("; when asked, \\x1b[31mmodprobe was waiting in greedy_wait"))
        #expect(cell.lines.contains(" greedy_wait+0x1e/0x2c0 [faults]"))
        let text = CellReport().text(of: cell)
        #expect(
            text.contains(
                """
                Post-mortem, in cells/stats.4cpu.coldplug.r2/attempt-1 of the run
                  interrogation.log: it answered sysrq l, w; \(Self.said.utf8.count) B
                  \\x1b[31mmodprobe waits in greedy_wait
                  core: memory of 6.12.1, 513 MiB, 40 MiB on the disk
                  disk/var:log:%1Bsyslog: /var/log/\\x1bsyslog of the guest, 11 B, its end
                  a note

                """), "\(text)")
    }

    @Test func aProgramGetsTheSame() throws {
        let json = try JSONReport.text(of: try cell(Self.said))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let entry = try #require(object["post_mortem"] as? [String: Any])
        let place = "cells/stats.4cpu.coldplug.r2/attempt-1/"
        #expect((entry["interrogation"] as? [String: Any])?["file"] as? String == place + "interrogation.log")
        let core = entry["core"] as? [String: Any]
        #expect(core?["file"] as? String == place + "core" && core?["build_id"] as? String == "01ab")
        let disk = (entry["disk"] as? [[String: Any]])?.first
        #expect(disk?["file"] as? String == place + "disk/var:log:%1Bsyslog" && disk?["cut"] as? Bool == true)
        let suspect = (entry["suspects"] as? [[String: Any]])?.first
        #expect(suspect?["kind"] as? String == "blocked" && suspect?["function"] as? String == "greedy_wait")
        #expect(try !JSONReport.text(of: judged()).contains("post_mortem"))
    }

    @Test func silenceIsToldAsWell() throws {
        let idle = try cell("bootmatrix asks: sysrq w, blocked tasks\nsysrq: Show Blocked State\n") { $0.core = nil }
        #expect(
            CellReport().text(of: idle).contains("no CPU was in the kernel and no task blocked: the programs wait"))
        let deaf = try cell("") { record in
            record.interrogation?.answered = ""
            record.interrogation?.interrupted = true
            record.interrogation?.panicked = true
        }
        let text = CellReport().text(of: deaf)
        #expect(text.contains("it answered no sysrq, and was sent an NMI, of which it panicked; 0 B"))
        #expect(!text.contains("the programs wait"))
    }
}
