// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import Verdicts
import Vocabulary

extension CellReport {
    /// What was kept of a guest that did not end well, and where it is.
    func postMortem(_ cell: CellSummary) -> [String] {
        guard let record = cell.postMortem else { return [] }
        let place = cell.keptIn.map { ", in \($0) of the run" } ?? ""
        var lines = table.paragraph("Post-mortem\(place)")
        if let said = record.interrogation { lines += indented(Self.text(said)) }
        lines += suspects(cell)
        if let core = record.core {
            let release = core.release.map { "of \($0)" } ?? "without VMCOREINFO"
            lines += indented("core: memory \(release), \(core.size), \(core.stored) on the disk")
        }
        for file in record.disk {
            let cut = file.isCut ? ", its end" : ""
            lines += indented("disk/\(file.file ?? "?"): \(file.path) of the guest, \(file.size)\(cut)")
        }
        return lines + record.notes.flatMap { indented("\($0)") }
    }

    private static func text(_ said: PostMortemRecord.Interrogation) -> String {
        let answers =
            said.answered.isEmpty
            ? said.isCut ? "it could not be asked" : "it answered no sysrq"
            : "it answered sysrq \(said.answered.map(String.init).joined(separator: ", "))"
        let interrupt =
            said.interrupted ? ", and was sent an NMI" + (said.panicked ? ", of which it panicked" : "") : ""
        return "interrogation.log: \(answers)\(interrupt); \(said.size)\(said.isCut ? ", cut short" : "")"
    }

    /// Who computed, and who waited for what, a line each.
    private func suspects(_ cell: CellSummary) -> [String] {
        if cell.hang?.suspects == [], cell.postMortem?.interrogation?.answered.contains("w") == true {
            return indented("no CPU was in the kernel and no task blocked: the programs wait")
        }
        return (cell.hang?.suspects ?? []).flatMap { suspect in
            let doing = suspect.kind == .busy ? "runs" : "waits"
            return indented("\(suspect.who) \(doing) in \(suspect.function ?? "(not told)")")
        }
    }
}
