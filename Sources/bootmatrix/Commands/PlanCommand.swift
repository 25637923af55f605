// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import MatrixPlan
import Verdicts
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
            let document = PlanDocument(
                plan: job.plan, schedule: LookSchedule(job.plan),
                design: RunDesign(planned: job.matrix, job.plan), commits: job.commits)
            Output.text(String(decoding: try CanonicalJSON.encode(document), as: UTF8.self))
            return
        }
        var text = ""
        var number = 0
        for (look, rounds) in job.plan.roundsByLook.enumerated() {
            if job.plan.lookCount > 1 { text += "look \(look + 1) of \(job.plan.lookCount)\n" }
            for round in rounds {
                number += 1
                for block in round.blocks {
                    let kernels = block.cells.map(\.coordinates.kernel.rawValue).joined(separator: ", ")
                    text +=
                        "round \(number): \(block.vcpus) vCPU, \(block.workload), block \(block.repetition): \(kernels)\n"
                }
            }
        }
        for line in job.commits.lines { text += line + "\n" }
        let schedule = LookSchedule(job.plan)
        for line in RunDesign(planned: job.matrix, job.plan).lines(schedule) { text += "design: \(line)\n" }
        let slow = Self.duration(job.plan, accelerated: false)
        let fast = Self.duration(job.plan, accelerated: true)
        text += "\(job.plan.bootCount), seed \(job.plan.seed); about \(slow) under TCG, \(fast) under KVM, "
        text +=
            "builds not counted; guests have up to \(job.matrix.largestMemory), this host \(HostFacts.cpus) CPUs and "
        Output.text(text + "\(HostFacts.availableMemory) free\n")
    }

    /// `4 min`, `4 min to 16 min`.
    private static func duration(_ plan: Plan, accelerated: Bool) -> String {
        let most = plan.estimatedDuration(accelerated: accelerated).brief
        guard plan.lookCount > 1 else { return most }
        return "\(plan.upTo(look: 1).estimatedDuration(accelerated: accelerated).brief) to \(most)"
    }
}

/// The plan, its design, and the commits that its kernels would be built from.
private struct PlanDocument: Encodable {
    let plan: Plan
    let schedule: LookSchedule
    let design: RunDesign
    let commits: [KernelName: KernelCommit]

    private enum Keys: String, CodingKey { case commits, design, schedule }

    func encode(to encoder: any Encoder) throws {
        try plan.encode(to: encoder)
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(schedule, forKey: .schedule)
        try container.encode(design, forKey: .design)
        guard !commits.isEmpty else { return }
        try container.encode(commits, forKey: .commits)
    }
}
