// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

extension BootDigest {
    /// Replays after which udevd did not come to rest.
    func replaysFaults() -> [String] {
        let failed = evidence.replays?.replays.filter { $0.settle != 0 } ?? []
        guard let first = failed.first else { return [] }
        return [
            "udevd did not settle after \(Names.count(failed.count, "replay")); settle ended with \(first.settle) after"
                + " replay \(first.number)"
        ]
    }

    /// A replay in which nothing was unloaded, announced or loaded again wastes nothing, and proves nothing. One sentence
    /// for each kind of it.
    func replays(_ vcpus: Int) -> [String] {
        guard let replays = evidence.replays, !replays.replays.isEmpty else { return ["no replay was made"] }
        var texts: [String] = []
        func say(_ what: String, where isSo: (CPUReplays.Replay) -> Bool) {
            let numbers = replays.replays.filter(isSo).map { "\($0.number)" }
            if !numbers.isEmpty { texts.append("\(what) replay \(Names.list(numbers, limit: 3))") }
        }
        say("no module was unloaded before") { $0.unloaded == 0 }
        say("no module was loaded by") { $0.counted?.loaded == 0 }
        guard let uevents = evidence.uevents else { return texts }
        let lost = uevents.isWhole(.udev) ? "" : "; its messages may have been lost on the way"
        // The guest's program takes a message up to 5 ms late; until the next replay there is no other.
        let seen = uevents.cpus(.udev, from: replays.replays.map(\.start))
        for (replay, seen) in zip(replays.replays, seen) where seen != vcpus {
            texts.append(
                "udevd processed the uevents of \(seen) of \(Names.count(vcpus, "vCPU")) in replay \(replay.number)\(lost)"
            )
            break
        }
        return texts
    }

    /// Loads that were thrown away, replay by replay; nil where the kernel does not count, or for another workload.
    var replayedFailures: [Int]? {
        guard let replays = evidence.replays, replays.problem == nil, !replays.replays.isEmpty else { return nil }
        let failed = replays.replays.compactMap { $0.counted.map { Int(clamping: $0.failed) } }
        return failed.count == replays.replays.count ? failed : nil
    }
}
