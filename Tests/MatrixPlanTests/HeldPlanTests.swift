// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Testing
import Vocabulary

/// Coordinates with a number of boots of their own, and blocks that hold.
@Suite struct HeldPlanTests {
    static func place(_ kernel: String, _ workload: WorkloadName = .coldplug.held) -> Coordinates {
        Coordinates(kernel: PlanTests.kernel(kernel), vcpus: 2, workload: workload)
    }

    static func matrix(_ include: [Inclusion]) -> Matrix { PlanTests.matrix(vcpus: [1, 2], include: include) }

    @Test func aCoordinateIsBootedAsOftenAsItSays() {
        let held = ["a", "b"].map { Inclusion(Self.place($0), repeats: 1) } + [Inclusion(Self.place("c"), repeats: 5)]
        let matrix = Self.matrix(held)
        let cells = Plan(matrix, seed: 4, hostCPUs: 2).cells
        let counts = Dictionary(grouping: cells, by: \.coordinates).mapValues(\.count)
        #expect(held.map { counts[$0.coordinates] } == [1, 1, 5])
        #expect(counts[Self.place("a", .coldplug)] == 3)
        #expect(cells.count == matrix.boots && matrix.boots == 18 + 7)
        #expect(Set(cells.map(\.id)).count == cells.count)
    }

    @Test func anElementMayRaiseACoordinateOfTheAxes() {
        let matrix = Self.matrix([Inclusion(Self.place("b", .coldplug), repeats: 7), Inclusion(Self.place("a"))])
        #expect(matrix.coordinates.count == 7)
        let cells = Plan(matrix, seed: 4, hostCPUs: 2).cells
        #expect(cells.count { $0.coordinates == Self.place("b", .coldplug) } == 7)
        #expect(cells.count { $0.coordinates == Self.place("a") } == 3)
    }

    @Test func theOrderOfTheOthersDoesNotDependOnOwnRepeats() {
        let without = Plan(Self.matrix([]), seed: 9, hostCPUs: 2)
        let with = Plan(Self.matrix([Inclusion(Self.place("a"), repeats: 1)]), seed: 9, hostCPUs: 2)
        #expect(Set(with.blocks.filter { $0.workload == .coldplug }) == Set(without.blocks))
    }

    @Test func aGuestThatHoldsIsNeverBesideOneThatIsMeasured() {
        let held = ["a", "b", "c"].map { Inclusion(Self.place($0)) }
        for seed in UInt64(1)..<50 {
            for round in Plan(Self.matrix(held), seed: seed, hostCPUs: 2).rounds {
                #expect(Set(round.blocks.map(\.workload)).count == 1)
            }
        }
    }

    @Test func theHoldsOfABlockOverlapInTheEstimate() {
        let held = ["a", "b", "c"].map { Inclusion(Self.place($0), repeats: 1) }
        let with = Plan(Self.matrix(held), seed: 1, hostCPUs: 2).estimatedDuration(accelerated: false)
        let without = Plan(Self.matrix([]), seed: 1, hostCPUs: 2).estimatedDuration(accelerated: false)
        #expect((70.0...85).contains((with - without).inSeconds))
    }

    /// A run that was stored before coordinates could have a number of their own.
    @Test func anOlderMatrixIsRead() throws {
        let matrix = Self.matrix([Inclusion(Self.place("a"))])
        let text = String(decoding: try JSONEncoder().encode(matrix), as: UTF8.self)
        #expect(text.contains(#""workload":"coldplug-hold""#) && !text.contains("repeats\":null"))
        let element = try JSONEncoder().encode(Self.place("a"))
        #expect(try JSONDecoder().decode(Inclusion.self, from: element) == Inclusion(Self.place("a")))
        #expect(try JSONDecoder().decode(Matrix.self, from: Data(text.utf8)) == matrix)
    }
}
