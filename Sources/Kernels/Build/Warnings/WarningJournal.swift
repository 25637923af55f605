// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Foundation
import Glibc
import Host
import Vocabulary

/// The warnings of every object's latest compile, in a file beside the objects: an object that is not compiled again does
/// not warn again, and its warnings hold all the same.
///
/// A line of JSON for each object, appended when nothing more will be said of it; a later line for an object replaces an
/// earlier one. What a kill tears is one line at the end, and what it loses is compiled again (`Kbuild.repair`). Nothing
/// is synced: after a crash of the host no object is trusted either.
struct WarningJournal {
    private struct Line: Codable {
        var object: String
        var warnings: [BuildWarning]
    }
    /// Divides what earlier builds told from what the last one did.
    private static let divider = "-"
    /// Says that there are objects of which nobody told.
    private static let gap = "?"

    /// Whether every object that may be there was told of.
    private(set) var isComplete = true
    /// By object; those without warnings are absent.
    private(set) var warnings: [String: [BuildWarning]] = [:]
    /// The objects that the last build told of.
    private(set) var told: Set<String> = []

    /// What the file holds; an absent one is empty, and what makes no sense in it is left out.
    static func read(_ path: String) throws -> WarningJournal {
        var journal = WarningJournal()
        guard let data = FileManager.default.contents(atPath: path) else { return journal }
        for text in data.split(separator: 0x0A) {
            if text.elementsEqual(gap.utf8) {
                journal.isComplete = false
            } else if text.elementsEqual(divider.utf8) {
                journal.told = []
            } else if let line = try? JSONDecoder().decode(Line.self, from: Data(text)) {
                journal.warnings[line.object] = line.warnings.isEmpty ? nil : line.warnings
                journal.told.insert(line.object)
            }
        }
        return journal
    }

    /// Begins a build: the file then holds what is known, and the divider.
    /// - Parameter hasOlder: whether there are objects although there was no journal.
    /// - Returns: where to append.
    func begin(_ path: String, hasOlder: Bool = false) throws -> JournalFile {
        var text = isComplete && !hasOlder ? "" : Self.gap + "\n"
        for (object, warnings) in warnings.sorted(by: { $0.key < $1.key }) {
            text += try Self.line(WarningReader.Object(target: object, warnings: warnings))
        }
        try Data((text + Self.divider + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        return try JournalFile(path)
    }

    static func line(_ object: WarningReader.Object) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = Line(object: object.target, warnings: object.warnings)
        return String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
    }
}

/// The end of a journal's file.
final class JournalFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw HostError.file("write", path, errno: errno) }
    }

    deinit { close(descriptor) }

    /// One write for each object: a kill leaves whole lines before it. What cannot be written is told of by nobody, and
    /// so compiled again after a kill; a full disk ends the build by itself.
    func append(_ object: WarningReader.Object) {
        guard let line = try? WarningJournal.line(object) else { return }
        Array(line.utf8).withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) }
    }
}
