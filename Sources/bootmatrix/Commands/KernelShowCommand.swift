// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import Kernels
import MatrixFiles
import MatrixPlan
import Vocabulary

/// `bootmatrix kernel show`: what is known of a stored kernel.
struct KernelShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Show a kernel of the cache: what it was made from, its warnings, and which others are the same binary.",
        discussion: "Builds nothing. Exit: 0 it is there, 125 it is not built yet.")

    @OptionGroup var options: KernelOptions

    @Argument(help: "The kernel, as in kernels/NAME.yaml.")
    var name: String

    @Option(name: .long, help: "The kernel to hold it against where it is not stored without its patches.")
    var against: String?

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        let files = options.files
        let kernel = try options.name(name)
        let baseline =
            try against.map(options.name) ?? (try? files.matrix(at: options.project.absoluteMatrix).baseline)
        let display = ProgressDisplay(cellsPlanned: 0, isLive: Output.isTerminal(2))
        defer { display.finish() }
        // Others may be broken, and are then not among those that are the same.
        var definitions = [try files.kernel(kernel)]
        for other in try files.kernelNames() where other != kernel {
            if let definition = try? files.kernel(other) { definitions.append(definition) }
        }
        guard definitions[0].build != nil else { throw CameReady(kernel: kernel) }
        let workshop = KernelWorkshop(
            definitions: definitions, in: files.root + "/kernels", directories: Directories(), progress: display,
            baseline: baseline)
        guard let stored = try await workshop.built(kernel) else { throw NotBuilt(kernel: kernel) }
        var same: [KernelName] = []
        for other in definitions.dropFirst().map(\.name) where stored.record.binary != nil {
            let record = (try? await workshop.built(other))??.record
            if record?.binary == stored.record.binary { same.append(other) }
        }
        display.finish()
        let shown = KernelShowDocument(
            kernel, title: definitions[0].title, stored: stored, same: same.sorted())
        Output.text(json ? String(decoding: try CanonicalJSON.encode(shown), as: UTF8.self) : shown.text)
    }
}

/// What somebody else built has neither warnings nor a recipe.
private struct CameReady: DiagnosableError {
    let kernel: KernelName
    var code: String { "not-built" }
    var blame: Blame { .user }
    var what: String { "\(kernel) comes ready: there is nothing to show of how it was built" }
    var location: String? { "kernels/\(kernel).yaml" }
    var remedy: String? { "see what it is with: bootmatrix kernel list, bootmatrix kernel config \(kernel)" }
    var cause: (any Error)? { nil }
}

/// It is defined, and nobody built it yet.
private struct NotBuilt: DiagnosableError {
    let kernel: KernelName
    var code: String { "not-built" }
    var blame: Blame { .host }
    var what: String { "\(kernel) is not in the cache" }
    var location: String? { nil }
    var remedy: String? { "a run that boots it builds it: bootmatrix run --filter kernel=\(kernel)" }
    var cause: (any Error)? { nil }
}
