// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import MatrixFiles
import MatrixPlan

/// `bootmatrix validate`: everything that can be said without booting.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check matrix.yaml and what it names, with line and key path.")

    @OptionGroup var project: ProjectOptions

    func run() throws {
        let job = try MatrixJob(project)
        let places = job.matrix.coordinates.count
        Output.text(
            "\(job.shownFile): \(job.definitions.count) kernels, \(places) coordinates, "
                + "\(job.matrix.boots) boots, \(job.matrix.criteria.count) criteria: no mistakes")
    }
}
