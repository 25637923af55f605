// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import MatrixPlan
import Reports
import RunStore
import Verdicts
import Vocabulary

/// `bootmatrix report`: everything that `run` said, from the stored evidence alone.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Judge a stored run again and print it; no guest is needed.")

    @Argument(
        help: ArgumentHelp("A run: its name or the start of it, its directory, or 'latest'.", valueName: "run"))
    var name: String

    @Option(
        name: .long, help: "One boot in full, by its name or the start of it: its funnel, peaks, log and figures.")
    var cell: String?

    @Flag(name: .long, help: "Read and verify every stored file again, also those that did not change since.")
    var fresh = false

    @Flag(name: .long, help: "Only at how many vCPUs loads become a problem again, and how far that can be told.")
    var projection = false

    @OptionGroup var output: ReportOptions

    func validate() throws {
        if projection, cell != nil { throw ValidationError("--projection is of all boots; leave --cell out") }
    }

    func run() throws {
        let directory = try StateDirectory(path: Directories().state).resolve(name)
        let verdict = try StoredVerdict(directory, rereads: fresh || cell != nil || output.wantsDetail)
        if let cell {
            let found = try find(cell, in: verdict.result)
            try output.write(found)
            throw ProcessExit(found.verdict)
        }
        if projection {
            try output.writeProjection(of: verdict.result)
            return
        }
        try output.write(verdict.result)
        throw ProcessExit(verdict.result.status)
    }

    /// - Throws: `ValidationError` where none or several have that name.
    private func find(_ name: String, in result: MatrixResult) throws -> CellSummary {
        let cells = result.coordinates.flatMap(\.cells)
        let found =
            cells.filter { $0.id.text == name } + cells.filter { $0.id.text.hasPrefix(name) && $0.id.text != name }
        guard let first = found.first else {
            let example = cells.first.map { ", such as \($0.id)" } ?? ""
            throw ValidationError(
                "--cell \(SafeText.line(name, limit: 80)): the run has no such boot; `bootmatrix report --json` names them\(example)"
            )
        }
        guard found.count == 1 || first.id.text == name else {
            let names = found.prefix(4).map(\.id.text).joined(separator: ", ")
            throw ValidationError(
                "--cell \(SafeText.line(name, limit: 80)): \(found.count) boots begin so: \(names)\(found.count > 4 ? ", ..." : "")"
            )
        }
        return first
    }
}
