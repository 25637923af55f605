// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels
import MatrixPlan
import Vocabulary

/// `bootmatrix kernel config`: what a kernel is configured as, and why another is not.
struct KernelConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Print a kernel's final configuration, or what differs from another's.",
        discussion: """
            A kernel that is in the cache shows the configuration that it was built with; any other is configured now, \
            where it would be built, and not built. So a fragment can be tried in seconds: a request that is not met is \
            an error that says why.
            """)

    @OptionGroup var options: KernelOptions

    @Argument(help: "The kernel, as in kernels/NAME.yaml.")
    var name: String

    @Option(name: .long, help: "Show only what differs in this kernel.")
    var diff: String?

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        let names = try ([name] + (diff.map { [$0] } ?? [])).map(options.name)
        guard Set(names).count == names.count else { throw ValidationError("--diff: name another kernel") }
        let display = ProgressDisplay(cellsPlanned: 0, isLive: Output.isTerminal(2))
        defer { display.finish() }
        let workshop = try options.workshop(names, display)
        var found: [KernelConfiguration] = []
        for name in names { found.append(try await workshop.configuration(of: name)) }
        display.finish()
        for configuration in found {
            Output.error("\(configuration.kernel): \(configuration.origin.words)")
            for note in configuration.notes { Output.error("  \(SafeText.line(note, limit: 300))") }
        }
        guard found.count == 2 else {
            let text = String(decoding: found[0].text, as: UTF8.self)
            Output.text(json ? try KernelConfigDocument(found[0]).text() : text)
            return
        }
        let differences = await ConfigurationDifference.between(found[0], found[1])
        Output.text(
            json
                ? try KernelConfigDocument(found[0], found[1], differences).text()
                : ConfigurationTable(found[0].kernel, found[1].kernel, differences).text)
    }
}

extension KernelConfiguration.Origin {
    fileprivate var words: String {
        switch self {
        case .cache: "as stored in the cache"
        case .configured: "configured now, not built"
        }
    }
}
