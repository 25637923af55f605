// SPDX-License-Identifier: Apache-2.0

/// Reads a unified diff a line at a time (diff(1), "Detailed Description of Unified Format"; git-diff(1), "Generating
/// patch text with -p"). The lines of a hunk are counted off, because a removed line that begins with `-- ` looks like
/// a file's header. Text between changes is passed over.
struct PatchReader {
    private let origin: PatchOrigin
    private var line = 0
    private var changes: [PatchChange] = []
    private var section: PatchSection?
    private var hunk: PatchHunk?
    /// Lines of the current hunk still to come, on either side.
    private var old = 0
    private var new = 0
    /// A `---` line that waits for its `+++`.
    private var from: ArraySlice<UInt8>?

    private init(origin: PatchOrigin) { self.origin = origin }

    /// Nil when the text holds no change at all, as a cover letter does.
    static func changes(in text: [UInt8], origin: PatchOrigin) throws(SourceTreeError) -> [PatchChange]? {
        var reader = PatchReader(origin: origin)
        var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for line in lines { try reader.read(line) }
        return try reader.finish()
    }

    private mutating func read(_ text: ArraySlice<UInt8>) throws(SourceTreeError) {
        line += 1
        if old > 0 || new > 0 { return try readHunkLine(text) }
        if text.first == 0x5C, hunk != nil {
            markEnd()
            return
        }
        closeHunk()
        if let header = from {
            from = nil
            // Without a +++ line the --- was part of a message.
            if let name = Self.rest(text, after: "+++ ") { return try open(header, name) }
        }
        try readHeader(text)
    }

    private mutating func finish() throws(SourceTreeError) -> [PatchChange]? {
        guard old <= 0, new <= 0 else { throw bad("the patch ends within a hunk") }
        closeHunk()
        try closeSection()
        return changes.isEmpty ? nil : changes
    }

    private mutating func readHunkLine(_ text: ArraySlice<UInt8>) throws(SourceTreeError) {
        let side: PatchHunk.Side
        switch text.first {
        // Mail programs drop the blank of an empty context line.
        case nil: side = .context
        case 0x5C:
            markEnd()
            return
        case let byte?:
            guard let known = PatchHunk.Side(rawValue: byte) else {
                throw bad("a hunk has fewer lines than its header says")
            }
            side = known
        }
        if side != .added { old -= 1 }
        if side != .removed { new -= 1 }
        guard old >= 0, new >= 0 else { throw bad("a hunk's header does not fit its lines") }
        hunk?.lines.append(.init(side: side, text: Array(text.dropFirst()) + [0x0A]))
    }

    /// `\ No newline at end of file`, in whatever language, speaks of the line before it.
    private mutating func markEnd() {
        guard let last = hunk?.lines.indices.last, hunk?.lines[last].text.last == 0x0A else { return }
        hunk?.lines[last].text.removeLast()
    }

    private mutating func closeHunk() {
        if let hunk { section?.hunks.append(hunk) }
        hunk = nil
    }

    private mutating func readHeader(_ text: ArraySlice<UInt8>) throws(SourceTreeError) {
        if let name = Self.rest(text, after: "--- ") {
            from = name
        } else if text.starts(with: Array("@@ -".utf8)) {
            guard section?.isNamed == true, let hunk = Self.hunk(text, place: line) else {
                throw bad("this hunk's header cannot be read, or belongs to no file")
            }
            self.hunk = hunk
            (old, new) = (hunk.oldCount, hunk.newCount)
        } else if let names = Self.rest(text, after: "diff --git ") {
            try closeSection()
            section = PatchSection(line: line, isGit: true, path: PatchPath.single(of: names))
        } else if Self.rest(text, after: "diff --cc ") != nil || Self.rest(text, after: "diff --combined ") != nil {
            throw bad("this is the diff of a merge, which cannot be applied")
        } else if Self.isBinary(text) {
            let file = section?.path.map { "\($0): " } ?? ""
            throw bad("\(file)changes of binary files cannot be applied")
        } else if section?.isGit == true, section?.hunks.isEmpty == true {
            if let fault = section?.readExtended(String(decoding: text, as: UTF8.self)) { throw bad(fault) }
        }
    }

    private mutating func open(_ old: ArraySlice<UInt8>, _ new: ArraySlice<UInt8>) throws(SourceTreeError) {
        guard let old = PatchPath.Named(old), let new = PatchPath.Named(new), old.path != nil || new.path != nil else {
            throw bad("this path is not one in the tree, or does not begin with a/ or b/")
        }
        if section?.isGit != true || section?.isNamed == true {
            try closeSection()
            section = PatchSection(line: line, isGit: false, path: nil)
        }
        if let fault = section?.name(old, new) { throw bad(fault) }
    }

    private mutating func closeSection() throws(SourceTreeError) {
        guard let section else { return }
        self.section = nil
        guard let change = section.change else {
            throw .badPatch("no change follows this header", at: origin.place(line: section.line))
        }
        changes.append(change)
    }

    private func bad(_ what: String) -> SourceTreeError { .badPatch(what, at: origin.place(line: line)) }

    private static func isBinary(_ text: ArraySlice<UInt8>) -> Bool {
        if text.elementsEqual(Array("GIT binary patch".utf8)) { return true }
        return text.starts(with: Array("Binary files ".utf8)) && text.suffix(7).elementsEqual(Array(" differ".utf8))
    }

    private static func rest(_ text: ArraySlice<UInt8>, after prefix: String) -> ArraySlice<UInt8>? {
        let bytes = Array(prefix.utf8)
        return text.starts(with: bytes) ? text.dropFirst(bytes.count) : nil
    }

    /// `@@ -10,7 +10,6 @@ int f(void)`; a missing count is 1.
    private static func hunk(_ bytes: ArraySlice<UInt8>, place: Int) -> PatchHunk? {
        let words = String(decoding: bytes.prefix(200), as: UTF8.self).split(separator: " ")
        guard words.count >= 4, words[3].hasPrefix("@@"), words[1].hasPrefix("-"), words[2].hasPrefix("+") else {
            return nil
        }
        func range(_ word: Substring) -> (start: Int, count: Int)? {
            let parts = word.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { part in
                part.allSatisfy(\.isNumber) ? Int(part).flatMap { $0 <= 10_000_000 ? $0 : nil } : nil
            }
            guard (1...2).contains(parts.count), numbers.count == parts.count else { return nil }
            return (numbers[0], numbers.count == 2 ? numbers[1] : 1)
        }
        guard let old = range(words[1]), let new = range(words[2]), old.count + new.count > 0 else { return nil }
        guard old.start > 0 || old.count == 0, new.start > 0 || new.count == 0 else { return nil }
        return PatchHunk(
            oldStart: old.start, oldCount: old.count, newStart: new.start, newCount: new.count, place: place)
    }
}
