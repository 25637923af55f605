// SPDX-License-Identifier: Apache-2.0

import Campaign
import Testing
import Vocabulary

@testable import Host

@Suite struct WaitingLineTests {
    private static let second: UInt64 = 1_000_000_000
    private static let today: Int64 = 1_795_369_501_000_000_000

    /// A line of tickets drawn at these seconds after the host's boot, all touched just now.
    private func line(_ seconds: [UInt64], touched: Int64 = today) -> WaitingLine {
        var line = WaitingLine()
        for (index, second) in seconds.enumerated() {
            let name = "wait-\(second * Self.second)-1-\(index)"
            line.add(
                .init(number: second * Self.second, name: name),
                LeaseFile(name: name, demand: Demand(cpus: 1, memory: .mebibytes(1), holder: name), touched: touched))
        }
        return line
    }

    private func mayTake(
        _ line: WaitingLine, _ own: UInt64?, at second: UInt64, patience: Duration = .seconds(20)
    ) -> Bool {
        line.mayTake(
            own.map { .init(number: $0 * Self.second, name: "wait-\($0 * Self.second)-1-0") },
            now: second * Self.second,
            today: Self.today, patience: patience)
    }

    @Test func laterOnesGoFirstUntilThePatienceOfAnEarlierOneEnds() {
        let line = line([100, 110])
        #expect(mayTake(line, nil, at: 119))
        #expect(mayTake(line, 110, at: 119))
        #expect(!mayTake(line, nil, at: 120))
        #expect(!mayTake(line, 110, at: 120))
        #expect(mayTake(line, 100, at: 120))
        #expect(mayTake(line, 100, at: 500), "whoever is first is kept back by nobody")
    }

    @Test func withoutPatienceTheOrderIsStrict() {
        let line = line([100, 110])
        #expect(mayTake(line, 100, at: 110, patience: .zero))
        #expect(!mayTake(line, 110, at: 110, patience: .zero))
        #expect(!mayTake(line, nil, at: 110, patience: .zero))
        #expect(mayTake(WaitingLine(), nil, at: 110, patience: .zero))
    }

    @Test(arguments: [Int64(11), -11])
    func oneThatWasStoppedIsPassedOver(secondsAway: Int64) {
        let line = line([100], touched: Self.today - secondsAway * 1_000_000_000)
        #expect(mayTake(line, nil, at: 500))
        #expect(mayTake(line, 300, at: 500))
    }

    @Test func hostileTimesAreSurvived() {
        #expect(mayTake(line([100], touched: .min), nil, at: 500))
        #expect(mayTake(line([100], touched: .max), nil, at: 500))
        // A number ahead of our clock has not waited.
        #expect(mayTake(line([900]), nil, at: 500))
    }

    @Test func aPlaceIsReadFromAName() {
        #expect(WaitingLine.Place(name: "wait-17-5-9") == .init(number: 17, name: "wait-17-5-9"))
        #expect(WaitingLine.Place(name: "lease-17-5") == nil)
        for name in ["wait-", "wait--1-2", "wait-x-1", "wait-99999999999999999999-1-2", "await-1-2"] {
            #expect(WaitingLine.Place(name: name) == nil)
        }
    }

    @Test func aLineIsReadOrIsNot() {
        func demand(_ text: String) -> Demand? { LeaseFile.demand(Array(text.utf8)) }
        let whole = Demand(cpus: 4, memory: .gibibytes(4), holder: "20261122-174501-3f2a stats.4cpu.coldplug.r1")
        #expect(demand(LeaseFile.text(whole)) == whole)
        #expect(demand("1 2\n") == Demand(cpus: 1, memory: ByteCount(2), holder: ""))
        #expect(demand("1 2 new\nold end of a longer line")?.holder == "new")
        for text in ["", "\n", "1 2 half", "-1 2 x\n", "1 -2 x\n", "x 2 y\n", "1\n", "9999999999999999999999 1 x\n"] {
            #expect(demand(text) == nil)
        }
        let hostile = Demand(cpus: 1, memory: ByteCount(1), holder: "a\nb \u{1B}[2J")
        #expect(demand(LeaseFile.text(hostile))?.holder.contains("\u{1B}") == false)
    }

    @Test func onlyOthersAreNews() {
        func lease(_ process: Int, _ cpus: Int, _ holder: String) -> LeaseFile {
            LeaseFile(
                name: "lease-\(process)-1", demand: Demand(cpus: cpus, memory: .mebibytes(1), holder: holder),
                touched: 0)
        }
        #expect(SharingNews.text([lease(7, 4, "ours")], own: 7) == nil)
        #expect(SharingNews.text([], own: 7) == nil)
        let text = SharingNews.text([lease(7, 1, "ours"), lease(77, 2, "theirs"), lease(8, 1, "third")], own: 7)
        #expect(text == "waiting for a part of the host: 3 CPU places are held by theirs and 1 more")
    }
}
