// SPDX-License-Identifier: Apache-2.0

/// Where a hunk belongs in a file. Every line of its context must be there: what fits only with fuzz is a guess, and a
/// kernel that was built on a guess proves nothing.
struct HunkPlace: Hashable {
    /// Its first line, counted from 0.
    let index: Int
    /// How many other places would do as well; not looked for where it fits as it says.
    let others: Int

    /// The place that its header gives, or else the nearest to it, as git-apply(1) and patch(1) choose.
    ///
    /// - Parameters:
    ///   - drift: by how many lines the hunk before it was off.
    ///   - first: what lies before this is decided by the hunks before it.
    static func find(
        _ hunk: PatchHunk, in lines: [ArraySlice<UInt8>], drift: Int, from first: Int
    ) -> HunkPlace? {
        let search = Search(hunk, lines)
        let expected = search.stated + drift
        if expected >= first, search.fits(expected) { return HunkPlace(index: expected, others: 0) }
        guard first <= search.last, search.isFeasible else { return nil }
        let found = (first...search.last).filter(search.fits)
        guard let nearest = found.min(by: { abs($0 - expected) < abs($1 - expected) }) else { return nil }
        return HunkPlace(index: nearest, others: found.count - 1)
    }

    /// Where most of the lines from the hunk's first on are found, and how many: for a person who asks why it does not
    /// fit. The place that the header gives when there is nothing.
    static func best(_ hunk: PatchHunk, in lines: [ArraySlice<UInt8>], drift: Int) -> (index: Int, matched: Int) {
        let search = Search(hunk, lines)
        let expected = min(max(0, search.stated + drift), lines.count)
        var best = (index: expected, matched: search.matched(at: expected))
        for index in lines.indices where search.isFeasible {
            let matched = search.matched(at: index)
            let isNearer = abs(index - expected) < abs(best.index - expected)
            if matched > best.matched || matched == best.matched && matched > 0 && isNearer { best = (index, matched) }
        }
        return best
    }
}

private struct Search {
    let old: [[UInt8]]
    let lines: [ArraySlice<UInt8>]
    /// What the header says, counted from 0. One without old lines stands *behind* the line that it names.
    let stated: Int
    private let leading: Int
    private let trailing: Int

    init(_ hunk: PatchHunk, _ lines: [ArraySlice<UInt8>]) {
        old = hunk.old
        self.lines = lines
        stated = hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1
        (leading, trailing) = (hunk.leading, hunk.trailing)
    }

    /// Looking everywhere takes so many comparisons at worst. No kernel file comes near it, only a patch that is made to
    /// cost time.
    var isFeasible: Bool { lines.count * max(1, old.count) < 1 << 30 }

    /// The last place that leaves room for all its lines.
    var last: Int { lines.count - old.count }

    func fits(_ index: Int) -> Bool {
        index >= 0 && index <= last && isAllowed(index) && matched(at: index) == old.count
    }

    /// No context behind the last change means that the file ends there, less before the first than behind the last
    /// that it begins there; no context at all, that there is nothing to find another place by.
    private func isAllowed(_ index: Int) -> Bool {
        if leading == 0, trailing == 0 { return index == stated }
        if trailing == 0 { return index == last }
        return stated > 0 || leading >= trailing || index == 0
    }

    func matched(at index: Int) -> Int {
        var count = 0
        while count < old.count, index + count < lines.count, lines[index + count].elementsEqual(old[count]) {
            count += 1
        }
        return count
    }
}
