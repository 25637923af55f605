// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import MatrixPlan
import Vocabulary

/// `bootmatrix plan`: the cells in their order, without booting one.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show the cells in the order in which they would boot.")

    @OptionGroup var project: ProjectOptions
    @OptionGroup var selection: SelectionOptions

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        let planned = try MatrixJob(project, selection)
        guard !planned.plan.cells.isEmpty else { throw SelectionError.nothing }
        let job = try await planned.withCommits()
        if json {
            let document = PlanDocument(plan: job.plan, commits: job.commits)
            Output.text(String(decoding: try CanonicalJSON.encode(document), as: UTF8.self))
            return
        }
        var text = ""
        for (index, round) in job.plan.rounds.enumerated() {
            for block in round.blocks {
                let kernels = block.cells.map(\.coordinates.kernel.rawValue).joined(separator: ", ")
                text +=
                    "round \(index + 1): \(block.vcpus) vCPU, \(block.workload), block \(block.repetition): \(kernels)\n"
            }
        }
        for line in job.commits.lines { text += line + "\n" }
        let slow = job.plan.estimatedDuration(accelerated: false).brief
        let fast = job.plan.estimatedDuration(accelerated: true).brief
        text += "\(job.plan.cells.count) boots, seed \(job.plan.seed); about \(slow) under TCG, \(fast) under KVM, "
        text +=
            "builds not counted; guests have up to \(job.matrix.largestMemory), this host \(HostFacts.cpus) CPUs and "
        Output.text(text + "\(HostFacts.availableMemory) free\n")
    }
}

/// The plan, and the commits that its kernels would be built from.
private struct PlanDocument: Encodable {
    let plan: Plan
    let commits: [KernelName: KernelCommit]

    private enum Keys: String, CodingKey { case commits }

    func encode(to encoder: any Encoder) throws {
        try plan.encode(to: encoder)
        guard !commits.isEmpty else { return }
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(commits, forKey: .commits)
    }
}
