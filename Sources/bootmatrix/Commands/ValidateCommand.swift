// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import MatrixFiles
import MatrixPlan

/// `bootmatrix validate`: everything that can be said without booting.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check matrix.yaml and what it names, with line and key path.")

    @OptionGroup var project: ProjectOptions

    func run() async throws {
        let job = try await MatrixJob(project).withCommits()
        let places = job.matrix.coordinates.count
        Output.text(
            "\(job.shownFile): \(job.definitions.count) kernels, \(places) coordinates, "
                + "\(job.matrix.boots) boots, \(job.matrix.criteria.count) criteria: no mistakes")
        for remark in job.matrix.remarks { Output.text("\(job.shownFile): \(remark)") }
    }
}
