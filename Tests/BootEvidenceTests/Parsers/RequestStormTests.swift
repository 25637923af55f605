// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing

@Suite struct RequestStormTests {
    static let text = """
        name=request-storm
        callers=48
        net-pf-17.module=af_packet
        net-pf-17.callers=16
        net-pf-17.had=12
        net-pf-17.silent=1
        net-pf-17.errno=97
        net-pf-17.seconds=1.089
        fs-xfs.module=xfs
        fs-xfs.callers=48
        fs-xfs.had=48
        fs-xfs.silent=0
        fs-xfs.errno=0
        fs-xfs.seconds=0.670

        """

    @Test func askingsAreReadByName() throws {
        let report = WorkloadReport([UInt8](Self.text.utf8))
        #expect(report.problem == nil)
        #expect(report.askings.map(\.request) == ["fs-xfs", "net-pf-17"])
        let asking = try #require(report.askings.last)
        #expect(asking.module == "af_packet")
        #expect((asking.callers, asking.had, asking.silent, asking.error) == (16, 12, 1, 97))
        #expect(asking.failed == 4)
        #expect(asking.took == .seconds(1.089))
        #expect(report.askings[0].failed == 0)
    }

    @Test(arguments: [
        "net-pf-17.had=12\n", "net-pf-17.module=af_packet\n", "net-pf-17.silent=1\n", "net-pf-17.errno=97\n",
        "net-pf-17.seconds=1.089\n",
    ])
    func anAskingWithoutAllOfItsLinesIsNone(_ line: String) {
        let report = WorkloadReport([UInt8](Self.text.replacing(line, with: "").utf8))
        #expect(report.askings.map(\.request) == ["fs-xfs"])
    }

    @Test(arguments: [
        ("had=12", "had=16"), ("had=12", "had=-3"), ("silent=1", "silent=99"), ("seconds=1.089", "seconds=nan"),
        ("callers=16", "callers=9223372036854775807"),
    ])
    func anAskingThatContradictsItselfIsNone(_ old: String, _ new: String) {
        let report = WorkloadReport([UInt8](Self.text.replacing("net-pf-17." + old, with: "net-pf-17." + new).utf8))
        #expect(report.askings.map(\.request) == ["fs-xfs"])
    }

    @Test func anotherWorkloadHasNone() {
        #expect(WorkloadReport([UInt8]("name=coldplug\ntrigger.exit=0\n".utf8)).askings == [])
    }
}
