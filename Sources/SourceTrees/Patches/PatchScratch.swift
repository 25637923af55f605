// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// Applies patches to copies of the files they touch, so that a conflict leaves the tree as it was.
struct PatchScratch {
    /// A directory of its own, made afresh.
    let directory: String
    private var root: String { directory + "/files" }

    /// What each touched file holds after all patches; nil where it is gone.
    ///
    /// - Parameter pristine: the file as it is without any patch, nil where there is none.
    /// - Throws: `SourceTreeError` `patch-conflict`, with the patch, the file and the hunk.
    func apply(
        _ patches: [Patch], command: (Command) -> Command, pristine: (String) throws -> Files.Content?
    ) async throws -> [String: Files.Content?] {
        try Files.remove(directory)
        try Directories.make(root)
        let touched = Set(patches.flatMap(\.touched))
        for path in touched.sorted() {
            guard let content = try pristine(path) else { continue }
            try Files.replace(root + "/" + path, with: content, by: directory + "/incoming")
        }
        for patch in patches { try await apply(patch, command: command) }
        var result: [String: Files.Content?] = [:]
        for path in touched { result[path] = .some(try Files.content(root + "/" + path)) }
        try Files.remove(directory)
        return result
    }

    private func apply(_ patch: Patch, command: (Command) -> Command) async throws {
        // The bytes that were hashed are the bytes that are applied, whatever happens to the file meanwhile.
        let input = directory + "/patch"
        try Files.replace(input, with: Files.Content(bytes: patch.bytes, mode: 0o644), by: directory + "/incoming")
        // No fuzz: a hunk whose context does not match is a conflict, never a guess. --forward keeps --batch from
        // taking a patch back out that seems to be in (patch(1)).
        let arguments = [
            "--strip=1", "--batch", "--forward", "--fuzz=0", "--no-backup-if-mismatch", "--reject-file=-",
            "--input=" + input,
        ]
        let plain: [String: String?] = ["LC_ALL": "C", "POSIXLY_CORRECT": nil, "PATCH_GET": "0", "QUOTING_STYLE": nil]
        let result = try await command(Command("patch", arguments, environment: plain, in: root)).run(keeping: 400)
        guard !result.succeeded else { return }
        throw Self.conflict(patch, output: result.tail)
    }

    /// Finds the file and the hunk in what patch(1) printed.
    static func conflict(_ patch: Patch, output: [String]) -> SourceTreeError {
        var file: String?
        var reason: String?
        for line in output where reason == nil {
            if line.hasPrefix("patching file ") {
                file = SafeText.line(String(line.dropFirst("patching file ".count)), limit: 160)
            } else if line.hasPrefix("Hunk #"), line.contains(" FAILED") {
                // "Hunk #2 FAILED at 3298."
                let numbers = line.split { !$0.isNumber }
                reason = numbers.count == 2 ? "hunk \(numbers[0]) does not fit at line \(numbers[1])" : nil
            } else if line.hasPrefix("Reversed (or previously applied)") {
                reason = "it seems to be applied there already"
            } else if line.hasPrefix("can't find file to patch") {
                file = patch.touched.first
                reason = "there is no such file"
            }
        }
        let place = file ?? patch.touched.first ?? "the tree"
        return SourceTreeError(
            .patchConflict, blame: .user,
            "the patch does not apply to \(place): \(reason ?? SafeText.line(output.last ?? "no reason given"))",
            at: patch.path, remedy: "rebase the patch onto this source, or correct the order under 'patches:'")
    }
}
