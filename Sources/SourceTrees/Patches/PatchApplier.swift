// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Applies patches to the contents of the files that they touch. Nothing is written: a tree is changed only after all
/// of them fitted.
struct PatchApplier {
    /// Each touched file as the patches leave it; nil where it is gone.
    private(set) var files: [String: Files.Content?] = [:]
    /// What a person should know although everything fitted, a sentence each.
    private(set) var notes: [String] = []
    private let pristine: (String) throws -> Files.Content?

    /// - Parameter pristine: a file as it is without any patch; nil where there is none.
    init(pristine: @escaping (String) throws -> Files.Content?) { self.pristine = pristine }

    /// - Throws: `SourceTreeError` `patch-conflict`, with the patch, the file and the hunk; what `pristine` throws.
    mutating func apply(_ patch: Patch) throws {
        // What is renamed or copied is taken as it was before the patch, whatever else the patch does to it.
        var before: [String: Files.Content?] = [:]
        for path in patch.touched { before[path] = .some(try content(path)) }
        var made: Set<String> = []
        let left = Set(patch.changes.compactMap(\.leaves))
        for change in patch.changes {
            let conflict = PatchConflict(patch: patch, file: change.path)
            let had = try source(of: change, before, left: left, conflict)
            let bytes = try apply(change, to: had, conflict)
            switch change.action {
            case .delete:
                guard bytes.isEmpty else { throw conflict.error("the file holds more than the patch takes out") }
                files[change.path] = .some(nil)
            case .rename(let from):
                if !made.contains(from) { files[from] = .some(nil) }
                fallthrough
            case .modify, .create, .copy:
                made.insert(change.path)
                var mode = had?.mode ?? 0o644
                if let isExecutable = change.isExecutable { mode = isExecutable ? mode | 0o111 : mode & ~0o111 }
                files[change.path] = Files.Content(bytes: Data(bytes), mode: mode)
            }
        }
    }

    private func content(_ path: String) throws -> Files.Content? {
        if let known = files[path] { return known }
        return try pristine(path)
    }

    /// What the hunks of a change are applied to; nil for a file that the change makes.
    private func source(
        of change: PatchChange, _ before: [String: Files.Content?], left: Set<String>, _ conflict: PatchConflict
    ) throws -> Files.Content? {
        switch change.action {
        case .modify, .delete:
            guard let content = try content(change.path) else { throw conflict.error("there is no such file") }
            return content
        case .create:
            if !left.contains(change.path) { try requireRoom(for: change, conflict) }
            return nil
        case .rename(let from), .copy(let from):
            if !left.contains(change.path) { try requireRoom(for: change, conflict) }
            guard let content = before[from] ?? nil else {
                throw conflict.error("there is no file \(from) to make it of")
            }
            return content
        }
    }

    /// An empty file is as good as none, as for patch(1).
    private func requireRoom(for change: PatchChange, _ conflict: PatchConflict) throws {
        if let there = try content(change.path), !there.bytes.isEmpty {
            throw conflict.error("there is such a file already")
        }
        var parent = change.path[...]
        while let slash = parent.lastIndex(of: "/") {
            parent = parent[..<slash]
            if let known = files[String(parent)], known != nil { throw conflict.error("\(parent) is a file") }
        }
    }

    private mutating func apply(
        _ change: PatchChange, to had: Files.Content?, _ conflict: PatchConflict
    ) throws -> [UInt8] {
        let bytes = had.map { Array($0.bytes) } ?? []
        let lines = Self.lines(of: bytes)
        var result: [UInt8] = []
        var (next, drift) = (0, 0)
        var offsets: [(hunk: Int, place: HunkPlace, offset: Int)] = []
        for (index, hunk) in change.hunks.enumerated() {
            guard let place = HunkPlace.find(hunk, in: lines, drift: drift, from: next) else {
                throw conflict.error(hunk: index, of: change.hunks, in: lines, drift: drift)
            }
            for line in lines[next..<place.index] { result += line }
            for line in hunk.new { result += line }
            next = place.index + hunk.old.count
            drift = place.index - (hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1)
            if drift != 0 { offsets.append((index, place, drift)) }
        }
        for line in lines[next...] { result += line }
        if !offsets.isEmpty { notes.append(conflict.note(offsets, of: change.hunks.count)) }
        return result
    }

    /// Each with its newline; the last one may have none.
    static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            lines.append(bytes[start..<end])
            start = end
        }
        return lines
    }
}
