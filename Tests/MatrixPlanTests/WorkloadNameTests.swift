// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing

@Suite struct WorkloadNameTests {
    @Test func everyKnownNameHasItsBaseAndItsHold() {
        #expect(
            WorkloadName.known.map(\.rawValue) == [
                "coldplug", "request-storm", "coldplug-hold", "request-storm-hold", "request-again", "cpu-replay",
            ])
        #expect(
            WorkloadName.known.map(\.base) == [
                .coldplug, .requestStorm, .coldplug, .requestStorm, .requestAgain, .cpuReplay,
            ])
        #expect(WorkloadName.known.map(\.hold) == [nil, nil, .seconds(70), .seconds(70), nil, nil])
        #expect(WorkloadName.coldplug.held.held == .coldplug.held)
    }

    @Test func aHeldCellHasANameOfItsOwn() {
        let place = Coordinates(kernel: KernelName(unchecked: "stats"), vcpus: 4, workload: .coldplug.held)
        #expect(CellID(place, repetition: 1).text == "stats.4cpu.coldplug-hold.r1")
        #expect(!CellFilter(workloads: [.coldplug]).contains(place))
    }
}
