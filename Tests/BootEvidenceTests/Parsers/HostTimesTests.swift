// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Testing
import Vocabulary

@Suite struct HostTimesTests {
    private static let stat = """
        cpu  100 20 30 4000 50 6 7 8 9 10
        cpu0 50 10 15 2000 25 3 3 4 4 5
        intr 12345
        """
    private static let pressure = """
        some avg10=0.12 avg60=0.05 avg300=0.01 total=1500000
        full avg10=0.00 avg60=0.00 avg300=0.00 total=9
        """

    @Test func sumsOfAllCPUs() throws {
        let times = try #require(HostTimes(stat: Self.stat, pressure: Self.pressure))
        // Guest time is part of user and nice, and not counted twice.
        #expect(times.total == 100 + 20 + 30 + 4000 + 50 + 6 + 7 + 8)
        #expect(times.busy == 100 + 20 + 30 + 6 + 7)
        #expect(times.steal == 8)
        #expect(times.pressure == .milliseconds(1500))
    }

    @Test func aHostThatTellsLessIsStillRead() throws {
        let times = try #require(HostTimes(stat: "cpu  1 2 3 4 5 6 7", pressure: nil))
        #expect(times.steal == 0 && times.pressure == nil)
        #expect(HostTimes(stat: Self.stat, pressure: "full total=3")?.pressure == nil)
        #expect(HostTimes(stat: Self.stat, pressure: "some total=x")?.pressure == nil)
    }

    @Test(arguments: [
        "", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3", "cpu 1 2 -3 4 5 6 7", "cpu 1 2 3 4 5 6 99999999999999999999",
    ])
    func whatIsNoStatIsNone(text: String) {
        #expect(HostTimes(stat: text, pressure: Self.pressure) == nil)
    }

    @Test func sharesOfABoot() {
        let before = HostTimes(total: 1000, busy: 100, steal: 10, pressure: .seconds(5))
        // Four seconds of two CPUs: 800 ticks.
        let after = HostTimes(total: 1800, busy: 700, steal: 50, pressure: .seconds(6))
        let noise = HostNoise(
            from: before, to: after, time: .seconds(4), loadAfter: 2.5, vcpus: 2, ran: .seconds(4), waited: .seconds(2))
        #expect(noise == HostNoise(loadAfter: 2.5, pressure: 0.25, steal: 0.05, others: 0.25, waited: 0.25))
        let less = HostNoise(
            from: nil, to: after, time: .seconds(4), loadAfter: 1, vcpus: 2, ran: .seconds(4), waited: nil)
        #expect(less == HostNoise(loadAfter: 1))
        // What went backwards is nothing, and not less.
        let back = HostNoise(
            from: after, to: HostTimes(total: 1900, busy: 690, steal: 49), time: .seconds(1), loadAfter: 0, vcpus: 1,
            ran: .zero, waited: nil)
        #expect(back.steal == 0 && back.others == 0 && back.pressure == nil)
    }

    @Test func onlyWhatOthersDidIsNoise() {
        #expect(HostNoise(pressure: 0.3).complaint(isCrowded: false)?.contains("30 %") == true)
        #expect(HostNoise(pressure: 0.25).complaint(isCrowded: false) == nil)
        // Virtual CPUs that are more than the host's press on one another.
        #expect(HostNoise(pressure: 1, others: 0.1).complaint(isCrowded: true) == nil)
        #expect(HostNoise(pressure: 1, others: 0.4).complaint(isCrowded: true)?.contains("40 %") == true)
        #expect(HostNoise(steal: 0.06).complaint(isCrowded: false)?.contains("6 %") == true)
        #expect(HostNoise().complaint(isCrowded: false) == nil)
    }
}
