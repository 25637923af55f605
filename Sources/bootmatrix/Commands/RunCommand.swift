// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import MatrixPlan
import Reports
import RunStore
import Verdicts
import Vocabulary

/// `bootmatrix run`: the main job.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Build the kernels, boot the matrix, print the verdict.")

    @OptionGroup var project: ProjectOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: ReportOptions

    @Option(name: .long, help: "The libvirt that runs the guests; default: qemu:///embed, without a daemon.")
    var connect: String?

    @Option(name: .long, help: "Go on with a run that was ended: its name, the start of it, or 'latest'.")
    var resume: String?

    @Option(name: .long, help: "At most so many compilers at once; default: as CPUs and memory allow.")
    var jobs: Int?

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs: at least 1") }
    }

    func run() async throws {
        let job: RunJob
        if let resume {
            guard selection.isEmpty else {
                throw ValidationError("--resume takes its cells from the run; leave --filter, --repeat and --seed out")
            }
            job = try RunJob.resumed(resume, project)
        } else {
            job = try RunJob.new(try await MatrixJob(project, selection).withCommits())
        }
        job.commits.lines.forEach(Output.error)
        Output.error("run \(job.writer.directory.name), \(job.plan.bootCount), seed \(job.plan.seed)")
        try await job.execute(connect: connect, jobs: jobs)
        let verdict = try StoredVerdict(job.writer.directory, rereads: true)
        try output.write(verdict.result)
        try await job.writer.save(result: Array(try ReportFormat.json.text(of: verdict.result).utf8))
        Output.error("evidence: \(job.writer.directory.path)")
        throw ProcessExit(verdict.result.status)
    }
}
