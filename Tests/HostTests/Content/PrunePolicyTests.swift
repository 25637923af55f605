// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing
import Vocabulary

@Suite struct PrunePolicyTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// Ages in days, sizes in MiB.
    private func candidates(_ list: [(age: Double, size: Int, isInUse: Bool)]) -> [PrunePolicy.Candidate] {
        list.map {
            PrunePolicy.Candidate(
                size: .mebibytes($0.size), lastUse: now.addingTimeInterval(-$0.age * 86_400), isInUse: $0.isInUse)
        }
    }

    private func chosen(
        _ policy: PrunePolicy, _ list: [(age: Double, size: Int, isInUse: Bool)], rest: Int = 0
    ) -> [Int] {
        policy.choose(candidates(list), rest: .mebibytes(rest), now: now).map(\.index)
    }

    @Test func withoutAWishNothingGoes() {
        #expect(chosen(PrunePolicy(), [(1000, 1 << 20, false)]) == [])
    }

    @Test func whatIsOlderGoes() {
        let policy = PrunePolicy(keep: .seconds(7 * 86_400))
        #expect(chosen(policy, [(6.9, 1, false), (7.1, 1, false), (30, 1, true), (900, 1, false)]) == [3, 1])
        #expect(chosen(PrunePolicy(keep: .zero), [(0.001, 1, false), (0.001, 1, true)]) == [0])
    }

    @Test func theOldestGoUntilTheRestFits() {
        let list: [(age: Double, size: Int, isInUse: Bool)] = [
            (1, 10, false), (4, 10, false), (3, 10, true), (2, 10, false),
        ]
        #expect(chosen(PrunePolicy(maxSize: .mebibytes(40)), list) == [])
        #expect(chosen(PrunePolicy(maxSize: .mebibytes(39)), list) == [1])
        #expect(chosen(PrunePolicy(maxSize: .mebibytes(25)), list) == [1, 3])
        #expect(chosen(PrunePolicy(maxSize: .mebibytes(40)), list, rest: 1) == [1])
        // What is in use counts, and stays.
        #expect(chosen(PrunePolicy(maxSize: .bytes(0)), list) == [1, 3, 0])
    }

    @Test func ageFreesRoomBeforeSizeAsksForMore() {
        let policy = PrunePolicy(keep: .seconds(10 * 86_400), maxSize: .mebibytes(25))
        let list: [(age: Double, size: Int, isInUse: Bool)] = [(1, 10, false), (2, 10, false), (20, 10, false)]
        #expect(chosen(policy, list) == [2])
        #expect(policy.choose(candidates(list), rest: .bytes(0), now: now).map(\.reason) == [.age])
    }

    /// A clock that was wrong once.
    @Test func aUseInTheFutureIsTheLatest() {
        #expect(chosen(PrunePolicy(maxSize: .mebibytes(1)), [(-400, 1, false), (0, 1, false)]) == [1])
        #expect(chosen(PrunePolicy(keep: .zero), [(-400, 1, false)]) == [])
    }
}
