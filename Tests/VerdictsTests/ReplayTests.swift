// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// What the workload `cpu-replay` must have shown, and what becomes of it.
@Suite struct ReplayTests {
    private func boot(_ replays: String, uevents: String? = nil) -> Boot {
        var boot = Boot()
        boot.cell = Cell(Coordinates(kernel: plain, vcpus: 2, workload: .cpuReplay), repetition: 1)
        boot.record.cell = boot.cell.id.text
        boot.set("workload", "name=cpu-replay\nudevd.exit=running\ntrigger.exit=0\nsettle.exit=0\n")
        boot.set("replays", replays)
        boot.set("uevents", uevents ?? Self.uevents([1, 2000, 6000]))
        return boot
    }

    /// Both CPUs, announced and processed at each of these times.
    private static func uevents(_ times: [Int], last: Int = 2) -> String {
        times.enumerated().flatMap { index, time in
            (0..<(index == times.count - 1 ? last : 2)).map { cpu in
                "U \(time + cpu) \(10 * index + cpu) add cpu /devices/system/cpu/cpu\(cpu) 1\n"
            }
        }.joined()
    }

    private let good = "1 1000 3000 2 0 0 2 4 0 10 0\n2 5000 7000 2 0 0 2 7 0 10 0\n"

    private func vacuity(_ boot: Boot) -> [String] {
        boot.reading.problems.filter { $0.check == .vacuity }.map(\.text)
    }

    @Test func replaysAreValuesOfTheBoot() {
        let reading = boot(good).reading
        #expect(reading.problems.filter { $0.check == .vacuity } == [])
        #expect(reading.values[.replayFailed] == 5.5)
        #expect(reading.values[.replayUnloaded] == 2)
        #expect(reading.replays == [4, 7])
    }

    @Test func aKernelWithoutCountersGivesNoFailures() {
        let reading = boot("1 1000 3000 2 0 0 - - - - -\n2 5000 7000 1 1 0 - - - - -\n").reading
        #expect(reading.values[.replayFailed] == nil && reading.replays == nil)
        #expect(reading.values[.replayUnloaded] == 1)
    }

    @Test func aReplayOfNothingIsVacuous() {
        #expect(vacuity(boot("")) == ["no replay was made"])
        #expect(
            vacuity(boot("1 1000 3000 2 0 0 2 4 0 10 0\n2 5000 7000 0 2 0 0 0 0 0 0\n")) == [
                "no module was unloaded before replay 2", "no module was loaded by replay 2",
            ])
        #expect(
            vacuity(boot(good, uevents: Self.uevents([1, 2000, 6000], last: 1))) == [
                "udevd processed the uevents of 1 of 2 vCPUs in replay 2"
            ])
    }

    @Test func ueventsOfOneReplayDoNotServeAnother() {
        #expect(
            vacuity(boot(good, uevents: Self.uevents([1, 6000]))) == [
                "udevd processed the uevents of 0 of 2 vCPUs in replay 1"
            ])
    }

    @Test func udevThatDoesNotSettleIsTheWorkloads() throws {
        let problems = boot("1 1000 3000 2 0 0 2 4 0 10 0\n2 5000 7000 2 0 124 2 7 0 10 0\n").reading.problems
        let problem = try #require(problems.first { $0.check == .workload })
        #expect(problem.blame == .workload)
        #expect(problem.text == "udevd did not settle after 1 replay; settle ended with 124 after replay 2")
    }

    @Test func countersOfAHostileGuestAreAProblemAndDoNotTrap() {
        let huge = "9223372036854775807"
        let reading = boot("1 1000 3000 2 0 0 2 \(huge) 0 10 0\n2 5000 7000 2 0 0 2 \(huge) 0 10 0\n").reading
        #expect(reading.values[.replayFailed] == nil)
        #expect(reading.problems.contains { $0.check == .unreadable && $0.text.contains("replays: ") })
        let most = boot("1 1000 3000 2 0 0 2 4294967295 0 10 0\n2 5000 7000 2 0 0 2 4294967295 0 10 0\n").reading
        #expect(most.values[.replayFailed] == 4_294_967_295)
    }

    @Test func moreReplaysThanTheGuestMakesAreAProblem() {
        let many = (1...200_000).map { "\($0) 1000 3000 2 0 0 2 4 0 10 0\n" }.joined()
        let reading = boot(many).reading
        #expect(reading.values[.replayFailed] == nil)
        #expect(reading.problems.contains { $0.text == "replays: there are more than 100 replays" })
    }

    @Test func anotherWorkloadNeedsNone() {
        #expect(Boot().reading.replays == nil && Boot().reading.values[.replayUnloaded] == nil)
    }
}
