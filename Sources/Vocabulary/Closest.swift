// SPDX-License-Identifier: Apache-2.0

/// What the writer probably meant.
public enum Closest {
    /// `did you mean "kernel"?` when one candidate is near, otherwise the list of what is allowed.
    public static func remedy(for word: String, among candidates: [String]) -> String {
        if let near = match(word, among: candidates) { return "did you mean \"\(near)\"?" }
        if candidates.isEmpty { return "there is none to choose from" }
        let shown = candidates.prefix(24).joined(separator: ", ")
        return "write one of: \(shown)" + (candidates.count > 24 ? ", ..." : "")
    }

    /// The nearest candidate when it is at most a third of the word away.
    public static func match(_ word: String, among candidates: [String]) -> String? {
        guard word.utf8.count <= 60 else { return nil }
        let length = word.utf8.count
        let scored = candidates.compactMap { name -> (name: String, distance: Int)? in
            let limit = max(1, min(length, name.utf8.count) / 3)
            // What is so much longer or shorter need not be looked at.
            guard abs(name.utf8.count - length) <= limit else { return nil }
            let distance = distance(word.lowercased(), name.lowercased())
            return distance <= limit ? (name, distance) : nil
        }
        return scored.min { $0.distance < $1.distance }?.name
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    static func distance(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
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
