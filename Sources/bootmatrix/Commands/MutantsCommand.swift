// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Host
import MatrixFiles
import MatrixPlan
import Reports
import RunStore
import Verdicts
import Vocabulary

/// `bootmatrix mutants`: whether kernels that are broken on purpose are caught, and by what.
struct MutantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutants",
        abstract: "Boot kernels that are broken on purpose, and say which criterion caught each.",
        discussion: "Without --matrix that is kernels/mutants/matrix.yaml of the project.")

    @OptionGroup var project: ProjectOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: TextOptions

    @Option(
        name: .customLong("run"),
        help: "Judge this stored run and boot nothing: its name, the start of it, or 'latest'.")
    var stored: String?

    @Option(name: .long, help: "The libvirt that runs the guests; default: qemu:///embed, without a daemon.")
    var connect: String?

    @Option(name: .long, help: "At most so many compilers at once; default: as CPUs and memory allow.")
    var jobs: Int?

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs: at least 1") }
        if stored != nil, !selection.isEmpty {
            throw ValidationError("--run takes its cells from the run; leave --filter, --repeat and --seed out")
        }
    }

    func run() async throws {
        var project = project
        if project.matrix == nil {
            project.matrix = project.root + "/kernels/mutants/matrix.yaml"
            project.project = nil
        }
        let files = ProjectFiles(root: project.root)
        let directory =
            if let stored { try StateDirectory(path: Directories().state).resolve(stored) } else {
                try await boots(project)
            }
        let verdict = try StoredVerdict(directory, rereads: false)
        var expected: [KernelName: [String]] = [:]
        var titles: [String: String] = [:]
        for kernel in verdict.matrix.kernels.map(\.base) {
            let definition = try files.kernel(kernel)
            expected[kernel] = definition.caughtBy
            titles[kernel.rawValue] = definition.title
        }
        let result = MutantsResult(verdict.result, of: verdict.matrix, expected: expected)
        let report = MutantsReport(result, titles: titles)
        Output.text(output.json ? try report.json() : report.text(style: output.style))
        throw ProcessExit(result.status)
    }

    /// A new run, to its end. Its own verdict is stored, as that of any other.
    private func boots(_ project: ProjectOptions) async throws -> RunDirectory {
        let job = try RunJob.new(try await MatrixJob(project, selection).withCommits())
        Output.error("run \(job.writer.directory.name), \(job.plan.bootCount), seed \(job.plan.seed)")
        try await job.execute(connect: connect, jobs: jobs)
        let verdict = try StoredVerdict(job.writer.directory, rereads: true)
        try await job.writer.save(result: Array(try ReportFormat.json.text(of: verdict.result).utf8))
        Output.error("evidence: \(job.writer.directory.path)")
        return job.writer.directory
    }
}
