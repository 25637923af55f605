// SPDX-License-Identifier: Apache-2.0

import Host
import Kernels
import MatrixFiles
import MatrixPlan
import Reports
import Vocabulary

/// Looks at everything that the main job needs of this host. Only looks: what it makes, it removes.
struct Doctor {
    let project: ProjectOptions
    let directories = Directories()
    /// Sees each check as soon as it is made.
    let tell: (HostCheck) -> Void

    /// What of the project the checks depend on.
    struct Demands {
        var matrix: Matrix
        var sources: [String]
        /// Packages of the compilers that kernels are built with, and of what takes in those that come ready.
        var tools: [String]

        /// The widest guest.
        var vcpus: Int { matrix.axes.vcpus.max() ?? 1 }
        var cells: Int { matrix.coordinates.count * matrix.repeats }
    }

    /// Every check in its order.
    /// - Throws: `CancellationError`.
    func examine() async throws -> [HostCheck] {
        var checks: [HostCheck] = []
        func note(_ new: [HostCheck]) throws {
            try Task.checkCancellation()
            new.forEach(tell)
            checks += new
        }
        let (demands, project) = readProject()
        try note([project, user(), cpus(demands), memory(demands), disk(demands)] + places())
        try note(await software(for: (demands?.sources ?? []) + (demands?.tools ?? [])))
        try note(try await virtualisation())
        try note([appliance(), leases()])
        return checks
    }

    private func readProject() -> (Demands?, HostCheck) {
        do {
            let job = try MatrixJob(project)
            let sources = Set(
                job.definitions.compactMap { definition -> String? in
                    if case .package(let name) = definition.build?.source { name } else { nil }
                })
            let choices = Set(job.definitions.compactMap { $0.build?.toolchain })
            let isReady = job.definitions.contains { $0.build == nil }
            let demands = Demands(
                matrix: job.matrix, sources: sources.sorted(),
                tools: choices.flatMap { Toolchain.packages(for: $0) } + (isReady ? ReadyTools.packages : []))
            return (
                demands,
                HostCheck(
                    "project", .good,
                    "\(job.matrix.kernels.count) kernels, \(demands.cells) boots, "
                        + "up to \(demands.vcpus) vCPUs and \(job.matrix.largestMemory) each")
            )
        } catch {
            return (nil, HostCheck("project", .bad, error: error))
        }
    }
}
