// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `bootmatrix kernel`: one kernel definition at a time.
struct KernelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernel", abstract: "Look at kernel definitions and what becomes of them.",
        subcommands: [KernelListCommand.self, KernelConfigCommand.self, KernelShowCommand.self])
}
