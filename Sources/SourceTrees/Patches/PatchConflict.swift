// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// What a patch and a file have to say to each other, in words.
struct PatchConflict {
    let patch: Patch
    let file: String

    func error(_ reason: String, at line: Int? = nil) -> SourceTreeError {
        SourceTreeError(
            .patchConflict, blame: .user, "the patch does not apply to \(file): \(reason)",
            at: patch.origin.place(line: line),
            remedy: "rebase the patch onto this source, or correct the order under 'patches:'")
    }

    /// Which hunk, by its header and the first line of its context, and where it stops.
    func error(
        hunk index: Int, of hunks: [PatchHunk], in lines: [ArraySlice<UInt8>], drift: Int
    ) -> SourceTreeError {
        let hunk = hunks[index]
        let count = hunks.count == 1 ? "its hunk" : "hunk \(index + 1) of \(hunks.count)"
        let context = (hunk.old.first ?? hunk.new.first).map { " \(Self.quoted($0[...]))" } ?? ""
        let reason =
            Self.isApplied(hunks, in: lines) ? "it seems to be applied there already" : stop(hunk, lines, drift)
        return error("\(count), \(hunk.header)\(context): \(reason)", at: hunk.place)
    }

    private func stop(_ hunk: PatchHunk, _ lines: [ArraySlice<UInt8>], _ drift: Int) -> String {
        let old = hunk.old
        let best = HunkPlace.best(hunk, in: lines, drift: drift)
        let line = best.index + best.matched
        if best.matched == old.count {
            if old.isEmpty || hunk.leading + hunk.trailing == 0 {
                return "it has no context, and its lines are not at line \(hunk.oldStart)"
            }
            return hunk.trailing == 0
                ? "it is for the end of the file, which goes on at \(file):\(line + 1)"
                : "it is for another place than \(file):\(best.index + 1), where its lines are"
        }
        let wanted = Self.quoted(old[best.matched][...])
        if line >= lines.count { return "the file ends at \(file):\(lines.count), and \(wanted) should follow" }
        return "\(file):\(line + 1) should be \(wanted) and is \(Self.quoted(lines[line]))"
    }

    /// Whether the file is as the hunks would leave it.
    private static func isApplied(_ hunks: [PatchHunk], in lines: [ArraySlice<UInt8>]) -> Bool {
        var (next, drift) = (0, 0)
        for hunk in hunks {
            guard let place = HunkPlace.find(hunk.reversed, in: lines, drift: drift, from: next) else { return false }
            next = place.index + hunk.newCount
            drift = place.index - max(0, hunk.newStart - 1)
        }
        return true
    }

    /// `kernel/module/main.c: hunks 1 and 2 of 3 fit 4 lines below where they say`.
    func note(_ offsets: [(hunk: Int, place: HunkPlace, offset: Int)], of count: Int) -> String {
        let parts = offsets.map { item in
            let lines = abs(item.offset) == 1 ? "1 line" : "\(abs(item.offset)) lines"
            let others = item.place.others == 0 ? "" : ", the nearest of \(item.place.others + 1) places where it would"
            let hunk = count == 1 ? "its hunk" : "hunk \(item.hunk + 1)"
            return "\(hunk) fits \(lines) \(item.offset > 0 ? "below" : "above") where it says\(others)"
        }
        let shown = parts.prefix(3).joined(separator: "; ") + (parts.count > 3 ? "; and \(parts.count - 3) more" : "")
        return "\(SafeText.line(patch.name, limit: 80)): \(file): \(shown)"
    }

    private static func quoted(_ line: ArraySlice<UInt8>) -> String {
        var text = line
        while let last = text.last, last == 0x0A || last == 0x20 || last == 0x09 { text = text.dropLast() }
        while let first = text.first, first == 0x20 || first == 0x09 { text = text.dropFirst() }
        let end = line.last == 0x0A ? "" : " without a newline"
        return "\"\(SafeText.line(text, limit: 60))\"\(end)"
    }
}

extension PatchHunk {
    fileprivate var reversed: PatchHunk {
        let turned = lines.map { line in
            let side: Side =
                switch line.side {
                case .context: .context
                case .removed: .added
                case .added: .removed
                }
            return Line(side: side, text: line.text)
        }
        return PatchHunk(
            oldStart: newStart, oldCount: newCount, newStart: oldStart, newCount: oldCount, place: place, lines: turned)
    }
}
