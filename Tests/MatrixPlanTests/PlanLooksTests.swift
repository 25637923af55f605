// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Testing
import Vocabulary

@Suite struct PlanLooksTests {
    private static func automatic(include: [Inclusion] = []) -> Matrix {
        var matrix = PlanTests.matrix(include: include)
        matrix.repetition = .automatic
        return matrix
    }

    /// The order of seed 7 as it was before there were looks: computed apart, from the algorithms of SplitMix64 and of the
    /// standard library's shuffle. A stored seed must go on to mean the same plan.
    @Test func withoutLooksASeedMeansTheOrderThatItAlwaysMeant() {
        let plan = Plan(PlanTests.matrix(), seed: 7, hostCPUs: 2)
        let rounds = plan.rounds.map { round in
            round.blocks.map { block in
                "\(block.vcpus)/\(block.repetition) " + block.cells.map(\.coordinates.kernel.rawValue).joined()
            }
        }
        let expected = [
            ["4/1 cab"], ["4/2 cab"], ["1/3 bac"], ["2/3 acb"], ["2/1 bac", "2/2 abc"], ["1/1 bac", "1/2 cab"],
            ["4/3 cba"],
        ]
        #expect(rounds == expected)
        #expect(plan.looks == nil && plan.lookCount == 1 && plan.blocksAtLooks == [3])
        #expect(plan.roundsByLook == [plan.rounds])
    }

    @Test func theRoundsOfALookComeBeforeThoseOfTheNext() {
        let plan = Plan(Self.automatic(), seed: 7, hostCPUs: 2, ready: [PlanTests.kernel("b")])
        #expect(plan.looks == [3, 6, 12])
        #expect(Set(plan.cells.map(\.id)).count == 9 * 12)
        let looks = plan.cells.map { cell in cell.repetition <= 3 ? 1 : cell.repetition <= 6 ? 2 : 3 }
        #expect(looks == looks.sorted())
        #expect(plan.roundsByLook.flatMap(\.self) == plan.rounds)
        #expect(plan.upTo(look: 1).cells.count == 27 && plan.upTo(look: 2).cells.count == 54)
        #expect(plan.upTo(look: 3) == plan)
        #expect(plan.upTo(look: 2).cells == Array(plan.cells.prefix(54)))
        #expect(plan.bootCount == "27 boots, up to 108")
        #expect(Plan(PlanTests.matrix(), seed: 7, hostCPUs: 2).bootCount == "27 boots")
    }

    @Test func theSeedAndAFilterDoAsTheyDoWithoutLooks() {
        let plan = Plan(Self.automatic(), seed: 3, hostCPUs: 2)
        #expect(plan == Plan(Self.automatic(), seed: 3, hostCPUs: 2))
        #expect(plan != Plan(Self.automatic(), seed: 4, hostCPUs: 2))
        let filter = CellFilter(kernels: [PlanTests.kernel("a")], vcpus: .atLeast(2))
        let some = Plan(Self.automatic(), seed: 3, hostCPUs: 2, filter: filter)
        #expect(some.cells == plan.cells.filter { filter.contains($0.coordinates) })
        #expect(some.looks == [3, 6, 12])
    }

    @Test func ownRepeatsRunAsFarAsTheyGo() {
        func place(_ vcpus: Int) -> Coordinates {
            Coordinates(kernel: PlanTests.kernel("a"), vcpus: vcpus, workload: .coldplug)
        }
        let matrix = Self.automatic(include: [
            Inclusion(place(1), repeats: 1), Inclusion(place(2), repeats: 5), Inclusion(place(8), repeats: 20),
        ])
        let plan = Plan(matrix, seed: 7, hostCPUs: 2)
        func boots(_ vcpus: Int, _ look: Int) -> Int {
            plan.upTo(look: look).cells.count { $0.coordinates == place(vcpus) }
        }
        #expect([1, 2, 3].map { boots(1, $0) } == [1, 1, 1])
        #expect([1, 2, 3].map { boots(2, $0) } == [3, 5, 5])
        #expect([1, 2, 3].map { boots(8, $0) } == [3, 6, 20])
        #expect(plan.cells.count == matrix.boots)
    }

    /// What most places have, and beside it what some have.
    @Test func blocksAreThoseOfMostPlaces() {
        func place(_ vcpus: Int) -> Coordinates {
            Coordinates(kernel: PlanTests.kernel("a"), vcpus: vcpus, workload: .coldplug)
        }
        func blocks(_ include: [Inclusion], vcpus: [Int] = [1, 2, 4]) -> [[Int]] {
            let matrix = PlanTests.matrix(kernels: ["a"], vcpus: vcpus, include: include)
            let plan = Plan(matrix, seed: 7, hostCPUs: 2)
            return [plan.blocksAtLooks, plan.otherBlocks]
        }
        #expect(blocks([]) == [[3], []])
        #expect(blocks([Inclusion(place(8), repeats: 40)]) == [[3], [40]])
        #expect(blocks([Inclusion(place(8), repeats: 40), Inclusion(place(4), repeats: 1)]) == [[3], [1, 40]])
        // As many of each.
        #expect(blocks([Inclusion(place(8), repeats: 40)], vcpus: [2]) == [[3], [40]])
        #expect(blocks([Inclusion(place(8), repeats: 1)], vcpus: [2]) == [[1], [3]])
        let automatic = Plan(Self.automatic(include: [Inclusion(place(8), repeats: 20)]), seed: 7, hostCPUs: 2)
        #expect(automatic.blocksAtLooks == [3, 6, 12] && automatic.otherBlocks == [20])
        #expect(Plan(seed: 1, rounds: []).blocksAtLooks == [0])
    }

    @Test func looksAreStoredWithThePlanAndOldPlansHaveNone() throws {
        let plan = Plan(Self.automatic(), seed: 7, hostCPUs: 2)
        #expect(try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan)) == plan)
        let old = try JSONEncoder().encode(Plan(PlanTests.matrix(), seed: 7, hostCPUs: 2))
        #expect(!String(decoding: old, as: UTF8.self).contains("looks"))
        let matrix = try JSONEncoder().encode(PlanTests.matrix())
        #expect(!String(decoding: matrix, as: UTF8.self).contains("looks"))
    }

    @Test func aStepOfABisectionLooksOnce() throws {
        var whole = Self.automatic()
        whole.criteria = [Criterion(name: "clean", kind: .cleanBoot)]
        let places = [BisectPlace(vcpus: 4, workload: .coldplug)]
        let step = try BisectMatrix(whole, kernel: PlanTests.kernel("a"), places: places, title: "t").matrix
        #expect(step.looks == nil && step.repeats == 3)
    }
}
