// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import MatrixPlan
import Vocabulary

/// `bootmatrix plan`: the cells in their order, without booting one.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show the cells in the order in which they would boot.")

    @OptionGroup var project: ProjectOptions
    @OptionGroup var selection: SelectionOptions

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() throws {
        let job = try MatrixJob(project, selection)
        guard !job.plan.cells.isEmpty else { throw SelectionError.nothing }
        if json {
            Output.text(String(decoding: try CanonicalJSON.encode(job.plan), as: UTF8.self))
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
        let slow = job.plan.estimatedDuration(accelerated: false).brief
        let fast = job.plan.estimatedDuration(accelerated: true).brief
        text += "\(job.plan.cells.count) boots, seed \(job.plan.seed); about \(slow) under TCG, \(fast) under KVM, "
        text +=
            "builds not counted; guests have up to \(job.matrix.largestMemory), this host \(HostFacts.cpus) CPUs and "
        Output.text(text + "\(HostFacts.availableMemory) free\n")
    }
}
