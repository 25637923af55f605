// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Vocabulary

/// What one name under `patches:` stands for: a patch, the messages of an mbox, or a directory of either.
public struct PatchList: Hashable, Sendable {
    /// In the order in which they are applied.
    public private(set) var patches: [Patch] = []
    /// What was left out and might be missed, a sentence each.
    public private(set) var notes: [String] = []

    /// 64 MiB: a patch from one release to the next takes 60.
    static let sizeLimit = 64 << 20

    /// - Throws: `SourceTreeError` `bad-patch` for what cannot be read, holds no change, or is refused.
    public init(at path: String) throws(SourceTreeError) {
        var info = stat()
        if stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR {
            try readDirectory(path)
        } else {
            try readFile(path)
        }
        guard !patches.isEmpty else { throw .badPatch("there is no change in this patch", at: path) }
    }

    /// - Parameter mayBeEmpty: for a file of a directory, where a cover letter is one of them.
    private mutating func readFile(_ path: String, mayBeEmpty: Bool = false) throws(SourceTreeError) {
        let bytes = try Self.bytes(of: path)
        guard let messages = Mailbox.messages(in: bytes) else {
            if LineEnds.isTransport(bytes) {
                notes.append("\(Self.name(path)): every line ends in CR LF, which is taken as LF")
            }
            let origin = PatchOrigin(file: path)
            patches.append(try Patch(text: LineEnds.withoutTransport(bytes), origin: origin))
            return
        }
        let found = try read(messages, of: path)
        guard mayBeEmpty || !found.isEmpty else {
            throw .badPatch(
                "there is no change in \(messages.count == 1 ? "this message" : "these messages")", at: path)
        }
        patches += found
    }

    /// One patch a message that has changes. A remark that somebody sent with a diff of his own is no part of the
    /// series, unless there is nothing else.
    private mutating func read(_ messages: [MailMessage], of path: String) throws(SourceTreeError) -> [Patch] {
        var found: [(message: MailMessage, patch: Patch)] = []
        for message in messages {
            let origin = PatchOrigin(
                file: path, message: messages.count > 1 ? message.number : nil, subject: message.subject,
                linesBefore: message.linesBefore)
            if let patch = try Self.patch(of: message, origin) { found.append((message, patch)) }
        }
        if found.contains(where: { !$0.message.isReply }) {
            for item in found where item.message.isReply {
                notes.append("\(item.patch.origin.shortPlace) is a reply, and its diff is not applied")
            }
            found.removeAll(where: \.message.isReply)
        }
        var seen: Set<String> = []
        var result: [Patch] = []
        for item in found {
            if let identifier = item.message.identifier, !seen.insert(identifier).inserted,
                result.contains(where: { $0.bytes == item.patch.bytes })
            {
                notes.append("\(item.patch.origin.shortPlace) is there twice, and applied once")
                continue
            }
            result.append(item.patch)
        }
        return result
    }

    private static func patch(of message: MailMessage, _ origin: PatchOrigin) throws(SourceTreeError) -> Patch? {
        do throws(SourceTreeError) {
            return try PatchReader.changes(in: message.text, origin: origin).map { Patch(changes: $0, origin: origin) }
        } catch {
            guard message.isFlowed else { throw error }
            throw .badPatch(
                error.what + "; it was sent as format=flowed, where mail programs break lines",
                at: error.location ?? origin.place())
        }
    }

    /// In the order of `series` (quilt(1)), else by name, as git-format-patch(1) numbers them.
    private mutating func readDirectory(_ path: String) throws(SourceTreeError) {
        let series = path + "/series"
        let names =
            FileManager.default.fileExists(atPath: series)
            ? try PatchSeries.names(in: series) : try Self.names(in: path)
        for name in names { try readFile(path + "/" + name, mayBeEmpty: true) }
    }

    /// Whatever could be meant as a patch is one or an error: nothing is passed over in silence.
    private static func names(in directory: String) throws(SourceTreeError) -> [String] {
        guard let all = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .badPatch("this directory cannot be read", at: directory)
        }
        var names: [String] = []
        for name in all.sorted() {
            let isText = ["README", "COPYING", "LICENSE"].contains(where: name.hasPrefix)
            if name.hasPrefix(".") || isText || name.hasSuffix(".md") || name.hasSuffix(".txt") { continue }
            guard [".patch", ".diff", ".mbox", ".eml"].contains(where: name.hasSuffix) else {
                throw SourceTreeError(
                    .badPatch, blame: .user, "it is not clear whether this is a patch", at: "\(directory)/\(name)",
                    remedy: "call it \(name).patch, or list the patches in a file `series`")
            }
            names.append(name)
        }
        return names
    }

    private static func bytes(of path: String) throws(SourceTreeError) -> [UInt8] {
        guard Files.exists(path) else {
            throw SourceTreeError(
                .badPatch, blame: .user, "there is no such patch", at: path,
                remedy: "put the file there, or correct its name under 'patches:'")
        }
        guard let data = SmallFile.content(path, limit: sizeLimit) else {
            throw .badPatch("this is no file of at most 64 MiB that can be read", at: path)
        }
        return Array(data)
    }

    private static func name(_ path: String) -> String {
        SafeText.line(URL(fileURLWithPath: path).lastPathComponent, limit: 80)
    }
}

extension PatchOrigin {
    /// `series.mbox, message 4 ("Re: module: load once")`.
    fileprivate var shortPlace: String {
        "\(SafeText.line(name, limit: 80)) (\"\(SafeText.line(subject ?? "no subject", limit: 80))\")"
    }
}

/// A `series` file: names of patches, one a line, `#` begins a comment (quilt(1)).
enum PatchSeries {
    static func names(in path: String) throws(SourceTreeError) -> [String] {
        guard let data = SmallFile.content(path, limit: 1 << 20) else {
            throw .badPatch("this series cannot be read", at: path)
        }
        var names: [String] = []
        for (index, line) in String(decoding: data, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).enumerated() {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let name = words.first else { continue }
            guard words.count == 1 || words.count == 2 && words[1] == "-p1" else {
                throw .badPatch("only -p1 is taken behind a name", at: "\(path):\(index + 1)")
            }
            guard PatchPath.inTree(name.utf8) != nil else {
                throw .badPatch("this is no file below the series", at: "\(path):\(index + 1)")
            }
            names.append(name)
        }
        return names
    }
}
