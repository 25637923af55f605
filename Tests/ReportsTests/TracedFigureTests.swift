// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Testing
import Verdicts

@testable import Reports

/// Figures of the trace beside, and in place of, the kernel's counters.
@Suite struct TracedFigureTests {
    /// `before` is without counters; only at one vCPU is nothing asked of it that it cannot answer.
    private var result: MatrixResult {
        judged { reading in
            let failed = Double(reading.cell.coordinates.vcpus * 10 + reading.cell.repetition)
            if reading.cell.coordinates.kernel == before {
                (reading.values[.loadsFailed], reading.values[.tracedFailed]) = (nil, failed)
                reading.values[.tracedBytesRead] = 2_097_152
            } else {
                reading.values[.tracedFailed] = 0
            }
        }
    }

    @Test func theTableMarksAFigureOfTheTrace() {
        let table = TableReport().text(of: result)
        #expect(table.contains("PASS ~12 (11-13)  INCONCLUSIVE no-figure"))
        #expect(table.contains("\n~ traced.failed: counted in the trace, as the kernel has no MODULE_STATS\n"))
        #expect(table.contains("the boot gave no loads.failed (the kernel has no MODULE_STATS;"))
        #expect(!TableReport().text(of: judged()).contains("~"), "a legend without a mark")
    }

    @Test func aCellShowsBothSources() throws {
        func cell(_ kernel: KernelName) throws -> String {
            let place = try #require(result.coordinates.first { $0.coordinates.kernel == kernel })
            return CellReport().text(of: try #require(place.cells.first))
        }
        let plainText = try cell(plain)
        #expect(
            plainText.contains(
                """
                Figures; traced: the same from the trace alone (docs/evidence.md)
                metric        value  traced
                loads.failed  0      0
                time.sealed   3.5 s

                """))
        let without = try cell(before)
        #expect(
            without.contains(
                """
                loads.failed       -      11
                time.sealed        3.5 s
                traced.bytes-read  2 MiB

                """))
        // Without a trace there is no column for it.
        let place = try #require(judged().coordinates.first)
        #expect(!CellReport().text(of: try #require(place.cells.first)).contains("traced"))
    }

    @Test func jsonHasBoth() throws {
        let text = try JSONReport.text(of: result)
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let places = try #require(document?["places"] as? [[String: Any]])
        let place = try #require(places.first { $0["kernel"] as? String == before.rawValue })
        #expect(place["figure"] == nil)
        #expect((place["traced"] as? [String: Any])?["median"] as? Double == 12)
        #expect(places.filter { $0["kernel"] as? String != before.rawValue }.allSatisfy { $0["traced"] == nil })
    }
}
