// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import MatrixFiles
import MatrixPlan

/// What the user asked for, read and checked: the matrix, the definitions that it names, and the plan.
struct MatrixJob: Sendable {
    let files: ProjectFiles
    let shownFile: String
    let matrix: Matrix
    var definitions: [KernelDefinition]
    /// The commits of the planned kernels that are built from git trees, once they are looked up.
    var commits: [KernelName: KernelCommit] = [:]
    let image: ImageRecipe
    let filter: CellFilter
    let plan: Plan

    /// - Throws: `MatrixFileError` with every mistake that was found, `ValidationError` for options.
    init(_ project: ProjectOptions, _ selection: SelectionOptions? = nil) throws {
        files = ProjectFiles(root: project.root)
        shownFile = project.matrix ?? "matrix.yaml"
        let written = try files.matrix(at: project.absoluteMatrix)
        var matrix = try selection?.applied(to: written) ?? written
        var definitions: [KernelDefinition] = []
        for name in matrix.kernels.bases { definitions.append(try files.kernel(name)) }
        matrix.adopt(definitions)
        self.matrix = matrix
        self.definitions = definitions
        image = try files.image(matrix.image)
        filter = try selection?.cellFilter(for: matrix) ?? .everything
        let seed = selection?.seed ?? UInt64.random(in: 1...999_999)
        plan = Plan(
            matrix, seed: seed, hostCPUs: HostFacts.cpus, ready: matrix.ready(of: definitions), filter: filter)
        let own = matrix.ownRepeats
        if selection?.repeat != nil, !plan.cells.isEmpty, plan.cells.allSatisfy({ own[$0.coordinates] != nil }) {
            throw ValidationError(
                "--repeat changes nothing here: every selected cell has its own repeat in the matrix's include")
        }
    }
}
