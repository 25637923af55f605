// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import MatrixPlan
import Reports
import RunStore
import SourceTrees
import Verdicts
import Vocabulary

/// `bootmatrix bisect-step`: one commit, judged for `git bisect run`.
struct BisectStepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bisect-step",
        abstract: "Build and boot the commit that git has checked out, for `git bisect run`.",
        discussion: """
            Run it in the kernel's git tree. It builds the commit at HEAD (never uncommitted changes) as --kernel \
            defines it, boots it, and says in one line why the commit is good, bad or to be skipped. Your tree and its \
            .git are not written to.

              git bisect start BAD GOOD
              git bisect run bootmatrix bisect-step --kernel stats \\
                  --project ~/bootmatrix --matrix ~/duplicates.yaml \\
                  --cell 4cpu.coldplug --criterion 'few duplicates'

            git never tests BAD and GOOD: check each out and run the step once by hand first.

            Exit codes: 0 good; 1 bad; 125 skip: it does not build, a patch does not apply, it cannot be told; 129 \
            mistake in usage or configuration and 130 interrupted, where git stops.
            """)

    @OptionGroup var project: ProjectOptions

    @Option(name: .long, help: "The git tree whose commit is built; default: here.")
    var tree: String?

    @Option(name: .long, help: "The definition in kernels/ that gives configuration and patches.")
    var kernel: String

    @Option(
        name: .long, parsing: .singleValue, help: "A place to boot at, such as 8cpu.coldplug; default: 4cpu.coldplug.")
    var cell: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: "A criterion that decides, by name; default: all of the matrix that need no other kernel.")
    var criterion: [String] = []

    @Option(name: .long, help: "Boots of each place, instead of the matrix's `repeat`.")
    var `repeat`: Int?

    @Option(name: .long, help: "The libvirt that runs the guests; default: qemu:///embed, without a daemon.")
    var connect: String?

    @Flag(name: .long, help: "Print JSON instead of the line.")
    var json = false

    func run() async throws {
        guard let name = KernelName(rawValue: kernel) else {
            throw ValidationError("--kernel: '\(SafeText.line(kernel, limit: 60))' is not a kernel's name")
        }
        if let count = self.repeat, !(1...1000).contains(count) { throw ValidationError("--repeat: from 1 to 1000") }
        let repository = try await GitRepository.find(at: tree)
        let step = try await BisectJob(
            project, repository: repository, kernel: name, places: try places(of: name), criteria: criterion,
            repeats: self.repeat)
        if try await repository.isDirty() == true {
            Output.error("note: the tree has uncommitted changes; \(step.source.shortCommit) is built without them")
        }
        let job = try RunJob.new(step.job, commit: step.source.commit)
        Output.error("\(step.source.label): run \(job.writer.directory.name), \(job.plan.cells.count) boots")
        try await job.execute(connect: connect)
        let result = try StoredVerdict(job.writer.directory, rereads: true).result
        try await job.writer.save(result: Array(try ReportFormat.json.text(of: result).utf8))
        Output.error("evidence: \(job.writer.directory.path)")
        let answer = BisectAnswer(result, asked: step.matrix.asked)
        try Output.text(json ? document(answer, step, job) : line(answer, step))
        throw ProcessExit(answer.word)
    }

    private func places(of kernel: KernelName) throws -> [BisectPlace] {
        guard !cell.isEmpty else { return [.standard] }
        return try cell.reduce(into: []) { list, text in
            guard let place = BisectPlace(text: text, kernel: kernel) else {
                let known = WorkloadName.known.map(\.rawValue).joined(separator: ", ")
                throw ValidationError(
                    "--cell: '\(SafeText.line(text, limit: 60))' is no place; write 4cpu.coldplug; workloads: \(known)")
            }
            if !list.contains(place) { list.append(place) }
        }
    }

    private func line(_ answer: BisectAnswer, _ step: BisectJob) -> String {
        "\(answer.word.rawValue): \(step.source.label): \(SafeText.line(answer.reason, limit: 300))"
    }

    private func document(_ answer: BisectAnswer, _ step: BisectJob, _ job: RunJob) throws -> String {
        let document = BisectDocument(
            schema: 1, answer: answer.word, reason: answer.reason, commit: step.source.commit, tree: step.source.tree,
            subject: step.source.subject, run: job.writer.directory.name, directory: job.writer.directory.path)
        return String(decoding: try CanonicalJSON.encode(document), as: UTF8.self)
    }
}

/// What `--json` prints. Text of commits and logs is as it is: make it safe before it is shown.
private struct BisectDocument: Encodable {
    var schema: Int
    var answer: BisectAnswer.Word
    var reason: String
    var commit: String
    var tree: String
    var subject: String
    var run: String
    var directory: String
}

extension ProcessExit {
    fileprivate init(_ word: BisectAnswer.Word) {
        self =
            switch word {
            case .good: .good
            case .bad: .bad
            case .skip: .noVerdict
            }
    }
}
