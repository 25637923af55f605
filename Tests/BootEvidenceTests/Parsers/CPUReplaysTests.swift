// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing

@Suite struct CPUReplaysTests {
    private func read(_ text: String) -> CPUReplays { CPUReplays([UInt8](text.utf8)) }

    @Test func linesAreReadAsTheGuestWritesThem() throws {
        let replays = read(
            "1 5167633672 6782688101 21 0 0 20 3 1 300 200\n2 7920887785 9674462092 20 1 124 - - - - -\n")
        #expect(replays.problem == nil)
        let first = try #require(replays.replays.first)
        #expect(first.start == .nanoseconds(5_167_633_672) && first.end == .nanoseconds(6_782_688_101))
        #expect(first.unloaded == 21 && first.kept == 0 && first.settle == 0)
        let counted = try #require(first.counted)
        #expect(counted.loaded == 20 && counted.becoming == 3 && counted.load == 1 && counted.failed == 4)
        #expect(counted.becomingBytes == 300 && counted.loadBytes == 200)
        let second = try #require(replays.replays.last)
        #expect(second.counted == nil && second.kept == 1 && second.settle == 124)
    }

    @Test(
        arguments: [
            "1 9 5 21 0 0 - - - - -\n",  // it ends before it begins
            "1 5 9 21 0 0 - - - -\n",
            "1 5 9 21 0 0 1 2 - 4 5\n",
            "1 5 9 -1 0 0 - - - - -\n",
            "2 5 9 21 0 0 - - - - -\n",  // the first is missing
            "1 5 9 21 0 0 - - - - -\n1 10 11 21 0 0 - - - - -\n",
        ])
    func whatCannotBeSoIsAProblem(_ text: String) { #expect(read(text).problem != nil) }

    @Test(arguments: ["4294967296 0 0", "1 4294967296 2", "1 2 18446744073709551615"])
    func countersThatNoReplayReachesAreAProblem(_ counters: String) {
        let replays = read("1 5 9 1 0 0 \(counters) 0 0\n")
        #expect(replays.replays == [] && replays.problem != nil)
        // Bytes went below nought in 6.4.
        #expect(read("1 5 9 1 0 0 4294967295 4294967295 4294967295 18446744073709551600 0\n").problem == nil)
    }

    @Test func moreReplaysThanTheGuestMakesAreNotRead() throws {
        let hundred = (1...100).map { "\($0) \($0) \($0) 21 0 0 - - - - -\n" }.joined()
        #expect(read(hundred).problem == nil && read(hundred).replays.count == 100)
        let more = read(hundred + "101 101 101 21 0 0 - - - - -\nnonsense\n")
        #expect(more.replays.count == 100)
        #expect(more.problem == "there are more than 100 replays")
    }
}
