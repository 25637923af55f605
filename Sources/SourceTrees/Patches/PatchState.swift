// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

/// Which files of a tree may differ from the source, written before any of them changes. Their pristine copies are
/// beside it. What the files hold now is never recorded, always read: a record could be wrong after a kill -9.
struct PatchState: Codable {
    static let format = 1
    var format = Self.format
    /// By path: whether the source has the file. A pristine copy exists exactly where it does.
    var files: [String: Bool] = [:]

    /// Nil when there is something that is not a state: the tree is then not to be trusted.
    static func read(_ path: String) throws -> PatchState? {
        guard let content = try Files.content(path) else { return PatchState() }
        guard let state = try? CanonicalJSON.decode(PatchState.self, from: content.bytes), state.format == format else {
            return nil
        }
        return state
    }

    func write(_ path: String) throws {
        try Files.replace(
            path, with: Files.Content(bytes: try CanonicalJSON.encode(self), mode: 0o644), by: path + ".new")
    }
}
