// SPDX-License-Identifier: Apache-2.0

/// What a patch does to one file.
struct PatchChange: Hashable, Sendable {
    enum Action: Hashable, Sendable {
        case modify, create, delete
        case rename(from: String)
        case copy(from: String)
    }

    /// Relative to the tree: the file as it is called afterwards, or the one that goes.
    let path: String
    let action: Action
    /// Whether it is to be executable; nil where the patch does not say. Nothing else of a mode is ever taken from a
    /// patch.
    let isExecutable: Bool?
    let hunks: [PatchHunk]

    /// Every file whose content this needs or decides.
    var touched: [String] {
        switch action {
        case .modify, .create, .delete: [path]
        case .rename(let from), .copy(let from): [from, path]
        }
    }

    /// The file that is not there any more afterwards, unless the same patch makes it anew.
    var leaves: String? {
        switch action {
        case .delete: path
        case .rename(let from): from
        case .modify, .create, .copy: nil
        }
    }
}

/// One `@@` block of a unified diff.
struct PatchHunk: Hashable, Sendable {
    enum Side: UInt8, Sendable {
        case context = 0x20
        case removed = 0x2D
        case added = 0x2B
    }

    struct Line: Hashable, Sendable {
        var side: Side
        /// With its newline, unless the file ends without one there.
        var text: [UInt8]
    }

    /// Where it begins in the old file, counted from 1; 0 for a file that is empty or absent.
    let oldStart: Int
    let oldCount: Int
    let newStart: Int
    let newCount: Int
    /// Where its header is in the patch, counted from 1.
    let place: Int
    var lines: [Line] = []

    /// As diff(1) writes it, `@@ -10,7 +10,6 @@`.
    var header: String { "@@ -\(Self.range(oldStart, oldCount)) +\(Self.range(newStart, newCount)) @@" }

    /// The lines that are to be found, and those that are to be there instead.
    var old: [[UInt8]] { lines.filter { $0.side != .added }.map(\.text) }
    var new: [[UInt8]] { lines.filter { $0.side != .removed }.map(\.text) }

    /// Lines of context before the first change and after the last.
    var leading: Int { lines.prefix { $0.side == .context }.count }
    var trailing: Int { lines.reversed().prefix { $0.side == .context }.count }

    private static func range(_ start: Int, _ count: Int) -> String { count == 1 ? "\(start)" : "\(start),\(count)" }
}

extension PatchChange {
    /// Everything of it that decides what a file holds, and nothing else, in a form of our own. Another message, another
    /// `index` line or another function named behind an `@@` is the same change.
    func append(to bytes: inout [UInt8]) {
        let mode = isExecutable.map { $0 ? " executable" : " plain" } ?? ""
        bytes += Array("\(action) \(path)\(mode)\n".utf8)
        for hunk in hunks {
            bytes += Array((hunk.header + "\n").utf8)
            for line in hunk.lines {
                bytes.append(line.side.rawValue)
                bytes += line.text
                if line.text.last != 0x0A { bytes += Array("\n\\\n".utf8) }
            }
        }
    }
}
