// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The root command.
struct Bootmatrix: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "bootmatrix",
        abstract: "Boots kernels as a matrix of builds and vCPU counts, and judges what their module loader did.",
        discussion: """
            Exit codes, for every command: 0 every verdict passed, 1 a kernel failed a criterion, 125 no verdict \
            (inconclusive, a broken test, infrastructure), 129 usage or configuration, 130 interrupted.
            """,
        version: version,
        subcommands: [
            RunCommand.self, ReportCommand.self, PlanCommand.self, ValidateCommand.self, ListCommand.self,
            InspectCommand.self, ReproduceCellCommand.self, DoctorCommand.self, ShellCommand.self,
            BisectStepCommand.self, CompareCommand.self, CacheCommand.self, KernelCommand.self, MetricsCommand.self,
            MutantsCommand.self,
        ])
}
