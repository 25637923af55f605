// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Vocabulary

/// A patch file, read far enough to know which files it touches; patch(1) does the applying. Reading it first is what
/// allows a conflict to be found on copies of those files, before anything in the tree changes.
public struct Patch: Hashable, Sendable {
    /// The file that it was read from, for messages.
    public let path: String
    public let bytes: Data
    /// The files that it changes, makes or removes, relative to the tree, in order of appearance.
    public let touched: [String]

    /// The file's own name.
    public var name: String { URL(fileURLWithPath: path).lastPathComponent }

    /// - Throws: `SourceTreeError` when the text is no patch, is cut short, holds binary or symbolic-link changes, or
    ///   names a path outside the tree.
    public init(path: String, bytes: Data) throws(SourceTreeError) {
        self.path = path
        self.bytes = bytes
        var reader = PatchReader(file: path)
        for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            try reader.read(String(decoding: line, as: UTF8.self))
        }
        touched = try reader.finish()
    }

    /// - Throws: `SourceTreeError` when it cannot be read, or as above.
    public init(file: String) throws(SourceTreeError) {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw SourceTreeError(
                .badPatch, blame: .user, "there is no such patch", at: file,
                remedy: "put the file there, or correct its name under 'patches:'")
        }
        try self.init(path: file, bytes: bytes)
    }
}
