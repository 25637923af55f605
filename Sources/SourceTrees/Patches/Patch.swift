// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Vocabulary

/// One patch, understood to the last line before anything is changed.
public struct Patch: Hashable, Sendable {
    /// Where it is from, for messages.
    let origin: PatchOrigin
    let changes: [PatchChange]
    /// What it does, in a form of our own: the same for two patches that leave the same files, whatever is said in their
    /// messages. Part of a kernel's key.
    public let bytes: Data

    /// The file that it was read from.
    public var path: String { origin.file }
    /// The subject of its message; nil for one that has none.
    public var title: String? { origin.subject }
    /// The file's own name, and which message of it where it has several.
    public var name: String { origin.name }

    /// The files that it changes, makes or removes, relative to the tree, in order of appearance.
    public var touched: [String] {
        var result: [String] = []
        for path in changes.flatMap(\.touched) where !result.contains(path) { result.append(path) }
        return result
    }

    /// A unified diff, as diff(1) and git-diff(1) write it, with any text around it.
    ///
    /// - Throws: `SourceTreeError` `bad-patch` when there is no change in it, it is cut short, changes a binary file, a
    ///   symbolic link or a submodule, or names a path outside the tree.
    public init(path: String, bytes: Data) throws(SourceTreeError) {
        try self.init(text: Array(bytes), origin: PatchOrigin(file: path))
    }

    init(text: [UInt8], origin: PatchOrigin) throws(SourceTreeError) {
        guard let changes = try PatchReader.changes(in: text, origin: origin) else {
            throw .badPatch("there is no change in this patch", at: origin.place())
        }
        self.init(changes: changes, origin: origin)
    }

    init(changes: [PatchChange], origin: PatchOrigin) {
        self.origin = origin
        self.changes = changes
        var bytes: [UInt8] = []
        for change in changes { change.append(to: &bytes) }
        self.bytes = Data(bytes)
    }
}

/// Where a patch is from.
struct PatchOrigin: Hashable, Sendable {
    let file: String
    /// Which message of the file, counted from 1; nil where the file is one patch.
    var message: Int?
    /// As it is: made safe where it is shown.
    var subject: String?
    /// How many lines of the file come before its text; nil where the text is not there as it is.
    var linesBefore: Int? = 0

    /// The file's own name.
    var fileName: String { URL(fileURLWithPath: file).lastPathComponent }

    var name: String { message.map { "\(fileName), message \($0)" } ?? fileName }

    /// `one.patch:12`, or `series.mbox:412, message 3 ("module: load once")`.
    ///
    /// - Parameter line: of the patch's text, counted from 1.
    func place(line: Int? = nil) -> String {
        let title = subject.map { " (\"\(SafeText.line($0, limit: 80))\")" } ?? ""
        let which = message.map { ", message \($0)\(title)" } ?? ""
        guard let line else { return file + which }
        guard let linesBefore else { return "\(file)\(which), line \(line) of its text" }
        return "\(file):\(linesBefore + line)\(which)"
    }
}
