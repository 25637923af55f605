// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
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

    @OptionGroup var output: ReportOptions

    func run() throws {
        let directory = try StateDirectory(path: Directories().state).resolve(name)
        let verdict = try StoredVerdict(directory)
        try output.write(verdict.result)
        throw ProcessExit(verdict.result.status)
    }
}
