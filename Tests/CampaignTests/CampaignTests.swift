// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import MatrixPlan
import Testing
import Vocabulary

@Suite struct CampaignTests {
    static let kernels = ["a", "b"].map { KernelName(unchecked: $0) }

    static func matrix(vcpus: [Int] = [1, 4], repeats: Int = 2) -> Matrix {
        Matrix(
            title: "t", image: ImageName(unchecked: "i"), baseline: kernels[0],
            axes: Axes(kernels: kernels, vcpus: vcpus, workloads: [.coldplug]), repeats: repeats, criteria: [])
    }

    static func sealed() -> [ScriptedGuest.Step] {
        var stream = StreamBuilder()
        stream.mark("init", nanoseconds: 5)
        stream.item("stats", "text")
        stream.seal()
        return [.event(.console(Array("[    0.1] hello\n".utf8))), .event(.evidence(stream.bytes))]
    }

    /// - Parameter silence: of each boot, in its turn. What it is by default no script needs that speaks, however busy the
    ///   host is; one that is silent needs less.
    static func campaign(
        _ ports: FakePorts, _ matrix: Matrix,
        silence: @escaping @Sendable (_ vcpus: Int) -> Duration = { _ in .seconds(600) }
    ) -> Campaign {
        let plan = Plan(matrix, seed: 1, hostCPUs: 2)
        return Campaign(matrix: matrix, plan: plan, ports: ports.ports, runName: "t") { _, vcpus in
            Deadlines(silence: silence(vcpus), total: .seconds(2_400), drain: .milliseconds(50))
        }
    }

    static func run(
        _ ports: FakePorts, _ matrix: Matrix = matrix(), finished: Set<CellID> = []
    ) async throws -> Campaign.Summary {
        try await campaign(ports, matrix).run(.init(finished: finished))
    }

    /// What is there to be booted is not kept waiting by a compiler.
    @Test(arguments: [nil, Blame.host])
    func kernelsThatAreBuiltBeginWhenOneThatCameReadyCanBoot(refusal: Blame?) async throws {
        let ready = KernelName(unchecked: "z")
        var matrix = Self.matrix()
        matrix.axes.kernels.append(ready)
        let ports = FakePorts(refusing: refusal.map { [ready: $0] } ?? [:]) { _, _ in Self.sealed() }
        let plan = Plan(matrix, seed: 1, hostCPUs: 2, ready: [ready])
        let campaign = Campaign(matrix: matrix, plan: plan, ports: ports.ports, runName: "t", ready: [ready])
        let summary = try await campaign.run()
        let state = ports.state
        #expect(state.asked.first == ready && Set(state.asked).count == 3)
        #expect(state.booted.count == (refusal == nil ? 12 : 8))
        #expect(summary.unavailable.keys.sorted() == (refusal == nil ? [] : [ready]))
        if refusal == nil { #expect(state.booted.prefix(4).allSatisfy { $0.hasPrefix("z.") }) }
    }

    @Test func everyCellIsBootedOnceAndStoredWhole() async throws {
        let ports = FakePorts { _, _ in Self.sealed() }
        let summary = try await Self.run(ports)
        let state = ports.state
        #expect(Set(state.booted).count == 8 && state.booted.count == 8)
        #expect(state.stored.allSatisfy { $0.record.exit == .sealed && $0.items["stats"] == Array("text".utf8) })
        #expect(state.stored.allSatisfy { $0.record.reached[.`init`] != nil && $0.items.marks[.`init`] == 5 })
        #expect(summary.unavailable.isEmpty && summary.leftovers.isEmpty)
        #expect(state.running == 0 && state.leases == 0)
        #expect(state.guests.allSatisfy { $0.timesEnded >= 1 })
    }

    @Test func onlyAMissingCellIsBootedOnResume() async throws {
        let matrix = Self.matrix()
        let all = Set(Plan(matrix, seed: 1, hostCPUs: 2).cells.map(\.id))
        let missing = CellID(text: "b.4cpu.coldplug.r2")
        let ports = FakePorts { _, _ in Self.sealed() }
        _ = try await Self.run(ports, matrix, finished: all.subtracting([missing]))
        #expect(ports.state.booted == [missing.text])
    }

    @Test func aKernelThatCannotBeHadCostsItsOwnCellsOnly() async throws {
        let ports = FakePorts(refusing: [Self.kernels[1]: .kernel]) { _, _ in Self.sealed() }
        let summary = try await Self.run(ports)
        #expect(summary.unavailable[Self.kernels[1]]?.blame == .kernel)
        #expect(ports.state.booted.count == 4 && ports.state.booted.allSatisfy { $0.hasPrefix("a.") })
    }

    @Test func theHostsFailureIsTriedOnceMoreAndBothAreKept() async throws {
        let ports = FakePorts { spec, boot in
            spec.cell.text == "a.1cpu.coldplug.r1" && boot == 1
                ? [.event(.hypervisorGone("killed"))] : Self.sealed()
        }
        _ = try await Self.run(ports)
        let attempts = ports.state.stored.filter { $0.record.cell == "a.1cpu.coldplug.r1" }.map(\.record)
        #expect(attempts.map(\.attempt) == [1, 2])
        #expect(attempts.map(\.exit) == [.hypervisorGone("killed"), .sealed])
    }

    @Test func theKernelsFailureIsNeverTriedAgain() async throws {
        let ports = FakePorts { spec, _ in
            spec.cell.text == "a.1cpu.coldplug.r1" ? [.event(.panicked)] : Self.sealed()
        }
        _ = try await Self.run(ports)
        let attempts = ports.state.stored.filter { $0.record.cell == "a.1cpu.coldplug.r1" }
        #expect(attempts.map(\.record.exit) == [.panicked])
    }

    @Test func aGuestThatCannotBeStartedIsAnOutcome() async throws {
        let ports = FakePorts { spec, _ in
            if spec.cell.text == "b.4cpu.coldplug.r1" { throw FakePorts.Refusal(.host) }
            return Self.sealed()
        }
        _ = try await Self.run(ports)
        let attempts = ports.state.stored.filter { $0.record.cell == "b.4cpu.coldplug.r1" }.map(\.record)
        #expect(attempts.count == 2 && attempts.allSatisfy { $0.exit.blame == .host })
        #expect(ports.state.leases == 0)
    }

    /// A kernel with sanitizers wants more of both.
    @Test func memoryAndPatienceOfAKernelReachItsGuests() async throws {
        var matrix = Self.matrix(repeats: 1)
        matrix.adopt([
            KernelDefinition(
                name: Self.kernels[1], title: "", origin: .ready(.package("x")), memory: .gibibytes(7), patience: 3)
        ])
        let ports = FakePorts { _, _ in Self.sealed() }
        _ = try await Self.run(ports, matrix)
        for record in ports.state.stored.map(\.record) {
            #expect(record.memory == (record.cell.hasPrefix("b.") ? .gibibytes(7) : matrix.memory))
        }
        #expect(matrix.largestMemory == .gibibytes(7))
        #expect(matrix.words(of: Self.kernels[1]).contains("bootmatrix.settle=360"))
        #expect(matrix.words(of: Self.kernels[0]) == matrix.cmdline)
    }

    @Test func aSilentGuestIsGivenUp() async throws {
        let ports = FakePorts { spec, _ in spec.vcpus == 4 ? [] : Self.sealed() }
        let campaign = Self.campaign(ports, Self.matrix(repeats: 1)) { $0 == 4 ? .milliseconds(300) : .seconds(600) }
        _ = try await campaign.run()
        let silent = ports.state.stored.filter { $0.record.vcpus == 4 }.map(\.record)
        // Each of them a second time, alone.
        #expect(silent.count == 4 && silent.allSatisfy { $0.exit == .hung(.noOutput, stage: .firmware) })
        #expect(silent.count { $0.rerun != nil } == 2)
    }

    @Test func cancellationTakesEveryGuestDown() async throws {
        let ports = FakePorts { _, _ in [.event(.console([0x61])), .wait(.seconds(600))] }
        let matrix = Self.matrix()
        let campaign = Campaign(
            matrix: matrix, plan: Plan(matrix, seed: 1, hostCPUs: 2), ports: ports.ports, runName: "t")
        let task = Task { try await campaign.run() }
        while ports.state.running == 0 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(ports.state.running == 0 && ports.state.leases == 0)
        #expect(ports.state.stored.isEmpty)
    }

    @Test func twoSmallGuestsRunSideBySideAndLargeOnesAlone() async throws {
        // Each guest waits until two were started: one after the other, the first would never speak.
        let started = Counter()
        let small = FakePorts { _, _ in
            started.add(1)
            return [.until { started.value >= 2 }] + Self.sealed()
        }
        _ = try await Self.run(small, Self.matrix(vcpus: [2], repeats: 4))
        #expect(small.state.mostRunning >= 2)
        #expect(Plan(Self.matrix(vcpus: [8]), seed: 1, hostCPUs: 2).rounds.allSatisfy { $0.blocks.count == 1 })
    }
}
