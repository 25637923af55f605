// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// What the writer probably meant.
enum Closest {
    /// `did you mean "kernel"?` when one candidate is near, otherwise the list of what is allowed.
    static func remedy(for word: String, among candidates: [String]) -> String {
        if let near = match(word, among: candidates) { return "did you mean \"\(near)\"?" }
        if candidates.isEmpty { return "there is none to choose from" }
        let shown = candidates.prefix(24).joined(separator: ", ")
        return "write one of: \(shown)" + (candidates.count > 24 ? ", ..." : "")
    }

    /// The nearest candidate when it is at most a third of the word away.
    static func match(_ word: String, among candidates: [String]) -> String? {
        guard word.count <= 60 else { return nil }
        let scored = candidates.map { (name: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, min(word.count, best.name.count) / 3) ? best.name : nil
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    static func distance(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left), Array(right))
        var older: [Int] = []
        var old = Array(0...b.count)
        for i in a.indices {
            var new = [i + 1]
            for j in b.indices {
                var best = min(old[j + 1] + 1, new[j] + 1, old[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, older[j - 1] + 1) }
                new.append(best)
            }
            (older, old) = (old, new)
        }
        return old[b.count]
    }
}
