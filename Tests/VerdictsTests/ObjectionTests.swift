// SPDX-License-Identifier: Apache-2.0

import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// What criteria have against one boot is told with that boot: one that sealed after an oops must not read as PASS.
@Suite struct ObjectionTests {
    @Test func anOopsInASealedBootIsItsVerdict() throws {
        var bench = Bench(vcpus: [4], repeats: 2, criteria: [Criterion(name: "boots clean", kind: .cleanBoot)])
        let oops = Finding(kind: .oops, title: "divide error in f", function: "f", line: 1, lines: ["divide error"])
        bench.change(patched, 4, repetition: 1) { $0.findings = [oops] }
        let cells = bench.judged().coordinates.flatMap(\.cells)
        for cell in cells {
            let isBad = cell.id.text == "patched.4cpu.coldplug.r1"
            // The boot by itself got to its seal.
            #expect(cell.status == .pass)
            #expect(cell.verdict == (isBad ? .fail : .pass))
            #expect(cell.objections.map(\.word) == (isBad ? ["oops"] : []))
            #expect(cell.objections.flatMap(\.lines) == (isBad ? ["divide error"] : []))
            #expect(cell.objections.map(\.criterion) == (isBad ? ["boots clean"] : []))
        }
        #expect(cells.count == 6)
    }
}
