// SPDX-License-Identifier: Apache-2.0

import Host
import Kernels
import MatrixFiles
import MatrixPlan
import SourceTrees
import Vocabulary

/// One step, read and checked before anything is built: the commit, the kernel of it, the matrix of that kernel.
struct BisectJob: Sendable {
    let source: GitSource
    let matrix: BisectMatrix
    let job: MatrixJob

    /// - Throws: `MatrixFileError`, `BisectError`, `KernelError`, `SourceTreeError` for what the user can correct.
    init(
        _ project: ProjectOptions, repository: GitRepository, kernel: KernelName, places: [BisectPlace],
        criteria: [String], repeats: Int?
    ) async throws {
        let files = ProjectFiles(root: project.root)
        let shown = project.matrix ?? "matrix.yaml"
        let whole = try files.matrix(at: project.absoluteMatrix)
        var definition = try files.kernel(kernel)
        // The definition's own mistakes are those of every commit: said now, not skipped with each of them.
        _ = try KernelRecipe(definition, in: files.root + "/kernels")
        source = try await repository.current()
        try await repository.requireKernel(in: source)
        definition = definition.built(from: .git(repository: repository.path, revision: source.commit))
        do throws(BisectMatrix.Refusal) {
            matrix = try BisectMatrix(
                whole, kernel: kernel, places: places, criteria: criteria, repeats: repeats,
                title: SafeText.line("\(kernel) at \(source.label)", limit: 120))
        } catch {
            throw BisectError(error, matrix: shown)
        }
        job = try MatrixJob(files: files, shownFile: shown, matrix: matrix.matrix, definitions: [definition])
    }
}

extension MatrixJob {
    /// A matrix that no file holds.
    fileprivate init(files: ProjectFiles, shownFile: String, matrix: Matrix, definitions: [KernelDefinition]) throws {
        self.files = files
        self.shownFile = shownFile
        var matrix = matrix
        matrix.adopt(definitions)
        self.matrix = matrix
        self.definitions = definitions
        image = try files.image(matrix.image)
        filter = .everything
        plan = Plan(matrix, seed: UInt64.random(in: 1...999_999), hostCPUs: HostFacts.cpus)
    }
}
