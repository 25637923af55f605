// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels
import MatrixFiles
import MatrixPlan
import Vocabulary

/// `bootmatrix kernel list`: every definition, and whether its kernel is there.
struct KernelListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the kernels: what they come from, and whether they are in the cache.")

    @OptionGroup var options: KernelOptions

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        let display = ProgressDisplay(cellsPlanned: 0, isLive: Output.isTerminal(2))
        defer { display.finish() }
        var rows: [Row] = []
        for name in try options.files.kernelNames() {
            do {
                rows.append(Row(try await options.workshop([name], display).status(of: name)))
            } catch {
                try Task.checkCancellation()
                rows.append(Row(broken: name, error))
            }
        }
        display.finish()
        if json {
            Output.text(String(decoding: try CanonicalJSON.encode(Document(kernels: rows)), as: UTF8.self))
            return
        }
        let width = rows.map(\.name.rawValue.count).max() ?? 0
        Output.text(rows.map { $0.text(width) }.joined(separator: "\n"))
        if rows.isEmpty { Output.error("there is no kernel yet; see kernels/README.md") }
    }

    private struct Document: Encodable {
        var schema = 1
        var kernels: [Row]
    }

    private struct Row: Encodable {
        var name: KernelName
        var title: String?
        var source: String?
        var key: String?
        var cached: Bool?
        /// Why it cannot be built as it is defined.
        var problem: String?

        init(_ status: KernelStatus) {
            (name, title, source) = (status.kernel, status.title, status.source)
            (key, cached, problem) = (status.key, status.isCached, status.problem)
        }

        init(broken name: KernelName, _ error: any Error) {
            self.name = name
            problem = errorLine(error)
        }

        func text(_ width: Int) -> String {
            let name = name.rawValue + String(repeating: " ", count: width - name.rawValue.count)
            if let problem { return "\(name)  problem    \(SafeText.line(problem, limit: 200))" }
            let state =
                switch cached {
                case true?: "cached   "
                case false?: "not built"
                case nil: "-        "
                }
            let title = SafeText.line(title ?? "", limit: 100)
            return "\(name)  \(state)  \(title) [\(SafeText.line(source ?? "", limit: 120))]"
        }
    }
}
