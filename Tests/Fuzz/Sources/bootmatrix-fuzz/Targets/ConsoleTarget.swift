// SPDX-License-Identifier: Apache-2.0

import Foundation
import Reports
import Vocabulary

@testable import Campaign
@testable import KernelLog

extension FuzzTarget {
    /// The console: its diagnosis, and what supervision takes from it, however it is cut.
    static let console = FuzzTarget(
        name: "console", longest: 65_536, words: ConsoleWords.all + KernelLogScanner.words,
        seeds: { ConsoleWords.seeds.map { [0, 7] + Array($0.utf8) } },
        run: { bytes in
            var input = FuzzInput(bytes)
            let (size, cut) = (input.byte(), input.byte())
            let console = Array(input.rest).stretched(by: size)
            let pieces = console.pieces(by: cut)
            diagnose(console, pieces)
            inspect(console, pieces)
            listen(console, pieces)
            _ = ModuleLoaderMessages(in: console).summary
        })

    private static func diagnose(_ console: [UInt8], _ pieces: [ArraySlice<UInt8>]) {
        var whole = KernelLogReader()
        whole.take(console[...])
        var parts = KernelLogReader()
        for piece in pieces {
            parts.take(piece)
            expect(parts.heldBytes <= KernelLogReader.mostHeld.bytes, "\(parts.heldBytes) bytes are held")
        }
        let findings = whole.finish()
        expect(parts.finish() == findings, "cut elsewhere, the console shows other reports")
        expect(parts.extent == whole.extent, "cut elsewhere, the console has another extent")
        // Past the limit panics are still listed, each title once.
        expect(findings.count <= 2 * KernelLogScanner.mostFindings, "\(findings.count) findings")
        for finding in findings {
            Visible.check(finding.lines + [finding.title, finding.function ?? "", finding.taint ?? ""], "a finding")
            expect(!finding.title.isEmpty, "a finding without a title")
            expect(finding.lines.count <= 60, "\(finding.lines.count) lines of a finding")
            expect(finding.line >= 1 && finding.line <= whole.extent.lines, "line \(finding.line) of the console")
        }
    }

    private static func inspect(_ console: [UInt8], _ pieces: [ArraySlice<UInt8>]) {
        var reading = ConsoleReading()
        _ = reading.take(console[...])
        let inspection = reading.finish()
        var parts = ConsoleReading()
        for piece in pieces { _ = parts.take(piece) }
        let text = inspection.text(style: TableStyle(width: 60))
        expect(parts.finish().text(style: TableStyle(width: 60)) == text, "cut elsewhere, another inspection")
        Visible.check(text, "inspect console")
        Visible.check(inspection.text(style: TableStyle(unicode: false)), "inspect console in ASCII")
        Visible.checkJSON((try? inspection.json(file: "f")) ?? "", "inspect console --json")
        expect(inspection.status != .pass || inspection.findings.isEmpty, "PASS with a finding")
    }

    private static func listen(_ console: [UInt8], _ pieces: [ArraySlice<UInt8>]) {
        var (whole, parts) = (GuestWords(), GuestWords())
        let said = whole.take(console)
        expect(pieces.flatMap { parts.take(Array($0)) } == said, "cut elsewhere, the guest says something else")
        for case .fault(let words) in said { Visible.check([words], "the guest's words") }
        for case .bootFailed(let words) in said { Visible.check([words], "the guest's words") }
        var (clock, other) = (PrintkClock(), PrintkClock())
        let heard = clock.hear(console)
        let parted = pieces.map { other.hear(Array($0)) }
        let same =
            heard.progress == parted.contains(where: \.progress) && heard.news == parted.contains(where: \.news)
            && heard.repetition == parted.contains(where: \.repetition)
        expect(same, "cut elsewhere, the kernel's clock goes otherwise")
    }
}

enum ConsoleWords {
    static let all = [
        "bootmatrix-init: ", "harness fault: ", "boot failed: ", "powering off", "[    1.000000] ", "[   T71]",
        "\u{1B}[31m",
        "\r\n", "---[ end trace 0000000000000000 ]---", "------------[ cut here ]------------", "Call Trace:",
        "RIP: 0010:",
        "+0x1/0x2", "CPU: 0 PID: 1 Comm: a Tainted: G        W", " <TASK>", "Linux version 6.12.117 (a@b)", "6,0,0,-;",
        "Modules linked in: ", "Kernel panic - not syncing: ", "pc : ", "lr : ", "Jan  1 00:00:00 host kernel: ", "<4>",
        "INFO: task a:1 blocked for more than 120 seconds.", "BUG: KASAN: slab-use-after-free in ", "watchdog: BUG: ",
    ]
    static let seeds = [
        "[    0.000000] Linux version 6.12.117 (a@b) (gcc) #1 SMP\n[    1.2] x\nbootmatrix-init: powering off\n",
        "[    1.000000] ------------[ cut here ]------------\n[    1.000000] WARNING: CPU: 1 PID: 7 at kernel/a.c:9 f+0x1/0x2\n"
            + "[    1.000000] CPU: 1 PID: 7 Comm: a Tainted: G        W          6.12.117\n[    1.000000] RIP: 0010:f+0x1/0x2\n"
            + "[    1.000000] Call Trace:\n[    1.000000]  <TASK>\n[    1.000000]  g+0x3/0x4\n"
            + "[    1.000000] ---[ end trace 0000000000000000 ]---\n",
        "BUG: unable to handle page fault for address: ffff888000000000\r\nOops: 0002 [#1] PREEMPT SMP\r\n"
            + "RIP: 0010:f+0x1/0x2\r\nKernel panic - not syncing: Fatal exception\r\n",
        "6,0,0,-;Linux version 6.12.117\n4,1,1,-;BUG: soft lockup - CPU#1 stuck for 26s! [a:7]\n SUBSYSTEM=acpi\n",
        "rcu: INFO: rcu_sched self-detected stall on CPU\nrcu: \t0-...!: (1 GPs behind)\nTask dump for CPU 0:\n",
        "<3>Jan  1 00:00:00 h kernel: [ 9.000000][   T12] INFO: task a:1 blocked for more than 120 seconds.\n",
    ]
}
