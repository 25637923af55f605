// SPDX-License-Identifier: Apache-2.0

/// Reads a unified diff a line at a time and gathers the paths (diff(1), "Detailed Description of Unified Format";
/// git-diff(1), "Generating patch text with -p"). The lines of a hunk are counted off, because a removed line that
/// begins with `-- ` looks like a file's header.
struct PatchReader {
    private let file: String
    private var line = 0
    private var touched: [String] = []
    /// Lines of the current hunk still to come, on either side.
    private var old = 0
    private var new = 0
    /// The path of a `---` line that waits for its `+++`.
    private var from: String?

    init(file: String) { self.file = file }

    mutating func read(_ text: String) throws(SourceTreeError) {
        line += 1
        let text = text.hasSuffix("\r") ? String(text.dropLast()) : text
        if old > 0 || new > 0 {
            try readHunkLine(text)
        } else if let header = from {
            from = nil
            // Without a +++ line the --- was part of a message.
            guard let path = Self.rest(text, after: "+++ ") else { return try read(header: text) }
            try add(stripped: header)
            try add(stripped: path)
        } else {
            try read(header: text)
        }
    }

    mutating func finish() throws(SourceTreeError) -> [String] {
        guard old <= 0, new <= 0 else { throw .badPatch("the patch ends within a hunk", file: file, line: line) }
        guard !touched.isEmpty else { throw .badPatch("there is no change in this patch", file: file) }
        return touched
    }

    private mutating func readHunkLine(_ text: String) throws(SourceTreeError) {
        switch text.first {
        // Mail programs drop the blank of an empty context line.
        case " ", nil:
            old -= 1
            new -= 1
        case "-": old -= 1
        case "+": new -= 1
        case "\\": break
        default: throw .badPatch("a hunk has fewer lines than its header says", file: file, line: line)
        }
        guard old >= 0, new >= 0 else {
            throw .badPatch("a hunk's header does not fit its lines", file: file, line: line)
        }
    }

    private mutating func read(header text: String) throws(SourceTreeError) {
        if let path = Self.rest(text, after: "--- ") {
            from = path
        } else if text.hasPrefix("@@ -") {
            guard !touched.isEmpty, let counts = Self.hunkCounts(text) else {
                throw .badPatch("this hunk's header cannot be read", file: file, line: line)
            }
            (old, new) = counts
        } else if let paths = Self.rest(text, after: "diff --git ") {
            // Needed where no hunk follows, as for an empty file: the two halves are then the same.
            let half = paths.utf8.count / 2
            let (left, right) = (String(paths.prefix(half)), String(paths.suffix(half)))
            if left.hasPrefix("a/"), right.hasPrefix("b/"), left.dropFirst(2) == right.dropFirst(2) {
                try add(stripped: left)
            }
        } else if text == "GIT binary patch" || text.hasPrefix("Binary files ") {
            throw .badPatch("binary changes cannot be applied", file: file, line: line)
        } else if text.hasSuffix(" mode 120000") || text.hasSuffix(" mode 160000") {
            throw .badPatch("symbolic links and submodules cannot be changed", file: file, line: line)
        } else {
            for word in ["rename from ", "rename to ", "copy from ", "copy to "] {
                if let path = Self.rest(text, after: word) { try add(path) }
            }
        }
    }

    /// Takes the first component off, as `patch -p1` does, and what follows a tab.
    private mutating func add(stripped text: String) throws(SourceTreeError) {
        let path = text.prefix { $0 != "\t" }
        guard path != "/dev/null" else { return }
        guard let slash = path.firstIndex(of: "/"), slash != path.startIndex else {
            throw .badPatch("the path does not begin with a/ or b/", file: file, line: line)
        }
        try add(String(path[path.index(after: slash)...]))
    }

    private mutating func add(_ path: String) throws(SourceTreeError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.isEmpty, !path.hasPrefix("\""), !path.unicodeScalars.contains(where: { $0.value < 0x20 }),
            parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
        else { throw .badPatch("this path is not one in the tree", file: file, line: line) }
        if !touched.contains(path) { touched.append(path) }
    }

    private static func rest(_ text: String, after prefix: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }

    /// `@@ -10,7 +10,6 @@`: the line counts of both sides; a missing count is 1.
    private static func hunkCounts(_ text: String) -> (Int, Int)? {
        let words = text.split(separator: " ")
        guard words.count >= 4, words[3].hasPrefix("@@"), words[1].hasPrefix("-"), words[2].hasPrefix("+") else {
            return nil
        }
        func count(_ word: Substring) -> Int? {
            let parts = word.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
            guard let first = parts.first, Int(first) != nil, parts.count <= 2 else { return nil }
            return parts.count == 2 ? Int(parts[1]).flatMap { (0...10_000_000).contains($0) ? $0 : nil } : 1
        }
        guard let old = count(words[1]), let new = count(words[2]) else { return nil }
        return (old, new)
    }
}
