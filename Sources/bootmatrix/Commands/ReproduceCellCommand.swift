// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BootEvidence
import Campaign
import Foundation
import Guests
import Host
import MatrixPlan
import RunStore
import Vocabulary

/// `bootmatrix reproduce`: a cell's guest as a plain QEMU command.
struct ReproduceCellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce", abstract: "Print the plain QEMU command that boots a cell's guest.",
        discussion: """
            The command works by copy and paste, without bootmatrix. It writes evidence.bin in the current directory \
            and nothing else. Ctrl-A X ends it; with --poweroff the guest ends by itself.
            """)

    @OptionGroup var cell: CellOptions
    @OptionGroup var project: ProjectOptions

    @Flag(name: .long, help: "The guest powers off when its evidence is out.")
    var poweroff = false

    @Flag(name: .long, help: "QEMU waits for gdb on port 1234, and the kernel is where its symbols say.")
    var gdb = false

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        let reference = try cell.reference()
        var found = try await source(reference)
        if poweroff { found.command.addToKernel(["bootmatrix.end=poweroff"]) }
        if gdb {
            found.command.addToKernel(["nokaslr"])
            found.command.add(["-gdb", "tcp:localhost:1234", "-S"])
        }
        if json {
            Output.text(String(decoding: try CanonicalJSON.encode(found.document), as: UTF8.self))
            return
        }
        Output.text(found.command.text)
        Output.error(found.origin + "; " + ending)
    }

    private var ending: String {
        let end = poweroff ? "the guest powers off at the end" : "the guest stays at the end"
        return "\(end), Ctrl-A X ends it" + (gdb ? "; in gdb: target remote :1234" : "")
    }

    private func source(_ reference: CellReference) async throws -> Source {
        if !cell.fresh, let boot = try StoredBoot.find(reference, run: cell.run) {
            return Source(
                cell: boot.outcome.cell.id.text, run: boot.run.name, attempt: boot.outcome.record.attempt,
                command: try await boot.command())
        }
        let display = ProgressDisplay(cellsPlanned: 0, isLive: Output.isTerminal(2))
        defer { display.finish() }
        let bench = Workbench(connect: nil, progress: display)
        do {
            let spec = try await bench.spec(
                reference.coordinates, in: project, scratch: bench.directories.runtime + "/reproduce")
            let known = try await bench.hypervisor.describe(spec)
            _ = await bench.hypervisor.close()
            guard let command = PlainCommand(text: known.reproduce) else { throw UnreadableCommand(path: spec.domain) }
            return Source(
                cell: CellReference(reference.coordinates).description, run: nil, attempt: nil, command: command)
        } catch {
            _ = await bench.hypervisor.close()
            throw error
        }
    }

    /// Where the command comes from.
    private struct Source {
        let cell: String
        let run: String?
        let attempt: Int?
        var command: PlainCommand

        var origin: String { run.map { "\(cell) of run \($0)" } ?? "\(cell) as it is defined now" }

        var document: Document {
            Document(
                cell: cell, run: run, attempt: attempt, command: command.text, words: command.words,
                files: command.files, evidence: "evidence.bin")
        }
    }

    private struct Document: Encodable {
        let schema = 1
        let cell: String
        let run: String?
        let attempt: Int?
        let command: String
        let words: [String]
        let files: [String]
        let evidence: String
    }
}
