// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Vocabulary

extension Lineage {
    /// Puts the tree into the state of the source with these patches and no others, whatever state it is in. Only
    /// files whose content differs are written, and those get the present time, on the way back to the source too:
    /// so make rebuilds what changed and nothing else.
    ///
    /// - Parameter note: hears of hunks that fitted at another line than they say.
    /// - Returns: the files that were written or removed, sorted.
    /// - Throws: `SourceTreeError` `patch-conflict`; the tree is then as it was.
    @discardableResult
    public func setPatches(_ patches: [Patch], note: (String) -> Void = { _ in }) async throws -> [String] {
        var state = try PatchState.read(statePath) ?? PatchState()
        let known = state
        var applier = PatchApplier { path in try self.pristineContent(path, known) }
        for patch in patches { try applier.apply(patch) }
        applier.notes.forEach(note)
        let wanted = applier.files

        // First the copies, then the record of them, then the tree: a kill between any two leaves a record that
        // covers every file that may differ.
        for path in wanted.keys.sorted() where state.files[path] == nil {
            let content = try pristineContent(path, state)
            if let content { try Files.replace(copy(of: path), with: content, by: incoming) }
            state.files[path] = content != nil
        }
        try state.write(statePath)

        var changed: [String] = []
        for path in state.files.keys.sorted() {
            let target = try wanted[path] ?? pristineContent(path, state)
            if try set(path, to: target) { changed.append(path) }
        }

        let returned = state.files.keys.filter { wanted[$0] == nil }
        for path in returned { state.files[path] = nil }
        try state.write(statePath)
        for path in returned { try? Files.remove(copy(of: path)) }
        return changed
    }

    private var incoming: String { directory + "/.incoming" }
    private func copy(of path: String) -> String { pristine + "/" + path }

    /// The file as the source has it: its copy where it may have been changed, the tree's own file otherwise.
    private func pristineContent(_ path: String, _ state: PatchState) throws -> Files.Content? {
        guard let had = state.files[path] else {
            if let link = PatchPath.obstacle(to: path, below: tree) {
                throw SourceTreeError(
                    .badPatch, blame: .user, "a patch changes \(path), and \(link) is no directory in the source",
                    remedy: "patch the file that it stands for")
            }
            var info = stat()
            if lstat(tree + "/" + path, &info) == 0, info.st_mode & S_IFMT != S_IFREG {
                throw SourceTreeError(
                    .badPatch, blame: .user, "a patch changes \(path), which is no regular file in the source",
                    remedy: "patch the file that it stands for")
            }
            return try Files.content(tree + "/" + path)
        }
        guard had else { return nil }
        guard let content = try Files.content(copy(of: path)) else {
            throw SourceTreeError(
                .unpackFailed, blame: .host, "the pristine copy of \(path) is gone", at: directory,
                remedy: "remove the directory: it will be made again")
        }
        return content
    }

    /// True when the file had to be touched.
    private func set(_ path: String, to target: Files.Content?) throws -> Bool {
        let full = tree + "/" + path
        guard try Files.content(full) != target else { return false }
        if let target {
            try Files.replace(full, with: target, by: incoming)
        } else {
            try Files.remove(full)
        }
        return true
    }
}
