// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import RunStore

/// `bootmatrix runs`: what is stored.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List the stored runs, newest first.")

    func run() throws {
        let state = StateDirectory(path: Directories().state)
        let runs = try state.list()
        Output.text(runs.map { "\($0)  \(state.path(of: $0))" }.joined(separator: "\n"))
        if runs.isEmpty { Output.error("no runs are stored yet; `bootmatrix run` makes one") }
    }
}
