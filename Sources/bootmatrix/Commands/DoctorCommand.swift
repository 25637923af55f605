// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reports

/// `bootmatrix doctor`: what this host can do.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what this host can do, and what to do about what it lacks.",
        discussion: """
            Each line is looked at now; the accelerator by booting a kernel. Nothing is installed, built or left behind. \
            Exit: 0 the main job can run, 125 it cannot.
            """)

    @OptionGroup var project: ProjectOptions

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func run() async throws {
        let report = HostReport(style: Output.style())
        let isLive = !json
        let checks = try await Doctor(project: project) { check in
            if isLive { Output.text(report.text(of: check)) }
        }.examine()
        Output.text(json ? try HostReport.json(checks) : report.summary(checks))
        throw ProcessExit(checks.status)
    }
}
