// SPDX-License-Identifier: Apache-2.0

import MatrixFiles
import MatrixPlan
import Testing

/// kernels/mutants: a project of its own, whose every kernel says what must object to it.
@Suite struct MutantsProjectTests {
    private let project = ProjectFiles(root: packageRoot + "/kernels/mutants")

    @Test func everyMutantSaysWhatMustObject() throws {
        let matrix = try project.matrix()
        // Checks that every boot undergoes, and those of the matrix.
        let checks: Set = ["callers", "law", "residual", "workload"]
        let known = checks.union(matrix.criteria.map(\.name))
        var harmless = 0
        for name in matrix.kernels {
            let kernel = try project.kernel(name)
            #expect(try project.patchPaths(of: kernel).count == kernel.build?.patches.count)
            guard let expected = kernel.caughtBy else { continue }
            #expect(Set(expected).isSubset(of: known), "\(name) is to be caught by what does not exist")
            #expect(kernel.build?.patches.last == "\(name).patch")
            harmless += expected.isEmpty ? 1 : 0
        }
        #expect(harmless >= 1)
        #expect(matrix.kernels.count - harmless >= 10)
    }

    @Test func noMutantIsLeftOutOfTheMatrix() throws {
        let booted = Set(try project.matrix().kernels)
        for name in try project.kernelNames() where try project.kernel(name).caughtBy != nil {
            #expect(booted.contains(name))
        }
    }

    @Test func soundKernelsSayNothing() throws {
        #expect(try project.kernel(KernelName(unchecked: "stats")).caughtBy == nil)
    }
}
