// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@Suite struct ScaleTests {
    /// Thousands of cells, one of them bad: it is found and named, and hundreds of blocks are pooled by sampling.
    @Test func thousandsOfCells() throws {
        var bench = Bench(vcpus: Array(1...34), repeats: 20, criteria: Criterion.everything)
        bench.change(patched, 17, repetition: 5) { $0.findings = [panicFinding()] }
        let result = bench.judged()
        #expect(result.run.plannedCells == 2_040)
        #expect(result.status == .fail)
        #expect(result.coordinates.count { $0.status == .fail } == 1)
        #expect(result.criterion("waste is gone")?.status == .pass)
    }
}
