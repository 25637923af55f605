// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Campaign
import MatrixPlan
import Synchronization
import Testing

/// A campaign boots a look, asks, and stops or goes on.
@Suite struct LooksTests {
    private static let matrix: Matrix = {
        var matrix = CampaignTests.matrix(vcpus: [1])
        matrix.repetition = .automatic
        return matrix
    }()
    private static let plan = Plan(matrix, seed: 1, hostCPUs: 2)

    /// - Parameter decided: the look that decides.
    /// - Returns: the summary and the looks that were asked about.
    private static func run(
        _ ports: FakePorts, decided: Int?, finished: Set<CellID> = [], plan: Plan = plan
    ) async throws -> (Campaign.Summary, [Int]) {
        let asked = Mutex<[Int]>([])
        let campaign = Campaign(
            matrix: matrix, plan: plan, ports: ports.ports, runName: "t",
            isDecided: { look, _ in
                asked.withLock { $0.append(look) }
                return look == decided
            })
        let summary = try await campaign.run(.init(finished: finished))
        return (summary, asked.withLock(\.self))
    }

    private static func cells(_ repetitions: ClosedRange<Int>) -> Set<String> {
        Set(plan.cells.filter { repetitions.contains($0.repetition) }.map(\.id.text))
    }

    @Test(arguments: [(1, 6, [1]), (2, 12, [1, 2]), (nil, 24, [1, 2])] as [(Int?, Int, [Int])])
    func theLookThatDecidesIsTheLast(decided: Int?, boots: Int, asked: [Int]) async throws {
        let ports = FakePorts { _, _ in CampaignTests.sealed() }
        let (summary, looks) = try await Self.run(ports, decided: decided)
        #expect(ports.state.booted.count == boots && Set(ports.state.booted).count == boots)
        #expect(looks == asked && summary.decidedAt == decided)
        if decided == 1 { #expect(Set(ports.state.booted) == Self.cells(1...3)) }
        let told = ports.state.progress.compactMap { event -> [Int]? in
            guard case .lookStarted(let look, let count, let boots, let most) = event else { return nil }
            return [look, count, boots, most]
        }
        #expect(told == Array([[1, 3, 6, 24], [2, 3, 6, 18], [3, 3, 12, 12]].prefix(decided ?? 3)))
    }

    @Test func aRunThatIsDecidedNeedsNothingOnResume() async throws {
        let ports = FakePorts { _, _ in CampaignTests.sealed() }
        let finished = Set(Self.plan.cells.filter { $0.repetition <= 3 }.map(\.id))
        let (summary, looks) = try await Self.run(ports, decided: 1, finished: finished)
        #expect(ports.state.booted.isEmpty && ports.state.asked.isEmpty)
        #expect(looks == [1] && summary.decidedAt == 1)
    }

    @Test func aRunThatWasInterruptedGoesOnWithinItsLook() async throws {
        let ports = FakePorts { _, _ in CampaignTests.sealed() }
        // Two of the second look's six are there.
        let second = Self.plan.cells.filter { (4...6).contains($0.repetition) }.map(\.id).prefix(2)
        let finished = Set(Self.plan.cells.filter { $0.repetition <= 3 }.map(\.id) + second)
        let (summary, looks) = try await Self.run(ports, decided: 2, finished: finished)
        #expect(Set(ports.state.booted) == Self.cells(4...6).subtracting(second.map(\.text)))
        #expect(looks == [1, 2] && summary.decidedAt == 2)
    }

    @Test func aPlanThatIsCutAtALookTakesNoFurtherOne() async throws {
        let ports = FakePorts { _, _ in CampaignTests.sealed() }
        let finished = Set(Self.plan.cells.filter { $0.repetition <= 2 }.map(\.id))
        let (_, looks) = try await Self.run(ports, decided: nil, finished: finished, plan: Self.plan.upTo(look: 1))
        #expect(Set(ports.state.booted) == Self.cells(3...3))
        #expect(looks == [])
    }
}
