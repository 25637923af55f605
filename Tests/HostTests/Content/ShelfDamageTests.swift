// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Glibc
import Host
import Testing
import Vocabulary

/// Entries that are not what was stored: never used, made again, and kept aside until they are pruned.
@Suite struct ShelfDamageTests {
    enum Damage: String, CaseIterable, CustomTestStringConvertible {
        case flippedBit, missingFile, extraFile, truncatedFile, noManifest, otherLink, extraLink, linkForFile
        var testDescription: String { rawValue }

        /// What is said of it.
        var flaw: String {
            switch self {
            case .flippedBit: "below/f has another content"
            case .missingFile: "below/f is missing"
            case .extraFile: "below/g does not belong there"
            case .truncatedFile, .linkForFile: "below/f has another length"
            case .noManifest: "it has no manifest that can be read"
            case .otherLink: "link has another content"
            case .extraLink: "below/h does not belong there"
            }
        }

        func apply(to entry: String) throws {
            let files = FileManager.default
            let file = entry + "/below/f"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            switch self {
            case .flippedBit:
                bytes[bytes.count / 2] ^= 1
                let time = try files.attributesOfItem(atPath: file)[.modificationDate] ?? Date()
                try bytes.write(to: URL(fileURLWithPath: file))
                try files.setAttributes([.modificationDate: time], ofItemAtPath: file)
            case .missingFile: try files.removeItem(atPath: file)
            case .extraFile: try Data().write(to: URL(fileURLWithPath: entry + "/below/g"))
            case .truncatedFile: try bytes.dropLast().write(to: URL(fileURLWithPath: file))
            case .noManifest: try files.removeItem(atPath: entry + "/MANIFEST")
            case .otherLink:
                try files.removeItem(atPath: entry + "/link")
                #expect(symlink("below/x", entry + "/link") == 0)
            case .extraLink: #expect(symlink("f", entry + "/below/h") == 0)
            case .linkForFile:
                try files.moveItem(atPath: file, toPath: entry + ".f")
                #expect(symlink(entry + ".f", file) == 0)
            }
        }
    }

    private static let text = "what was stored\n"

    private func make(_ staging: String) throws {
        try FileManager.default.createDirectory(atPath: staging + "/below", withIntermediateDirectories: true)
        try Self.text.write(toFile: staging + "/below/f", atomically: false, encoding: .utf8)
        guard symlink("below/f", staging + "/link") == 0 else { throw POSIXError(.EIO) }
    }

    @Test(arguments: Damage.allCases)
    func aDamagedEntryIsSetAsideAndMadeAgain(_ damage: Damage) async throws {
        try await withTemporaryDirectory { root in
            let shelf = Shelf(root + "/shelf")
            let path = try await shelf.entry("k", make: make).path
            try damage.apply(to: path)
            let damaged = try fingerprint(path)
            let entry = try await shelf.entry("k", make: make)
            #expect(!entry.wasCached)
            #expect(try String(contentsOfFile: entry.path + "/below/f", encoding: .utf8) == Self.text)
            #expect(try await shelf.check("k") == .sound)

            let (records, remnants) = shelf.survey()
            #expect(records.map(\.key) == ["k"])
            let aside = try #require(remnants.first)
            #expect(remnants.count == 1 && aside.kind == .damaged && aside.key == "k")
            #expect(try fingerprint(aside.path) == damaged)
        }
    }

    @Test(arguments: Damage.allCases)
    func verifyNamesTheFlawAndSetsAside(_ damage: Damage) async throws {
        try await withTemporaryDirectory { root in
            let shelf = Shelf(root + "/shelf")
            let path = try await shelf.entry("k", make: make).path
            #expect(try await shelf.check("k") == .sound)
            try damage.apply(to: path)
            #expect(try await shelf.check("k") == .damaged(damage.flaw, stays: false))
            #expect(try await shelf.check("k") == .absent)
            #expect(!shelf.has("k"))
        }
    }

    /// What is set aside goes when nobody runs from it any more.
    @Test func aDamagedEntryInUseIsNotRemoved() async throws {
        try await withTemporaryDirectory { root in
            let holds = Holds()
            let path = try await Shelf(root, holds: holds).entry("k", make: make).path
            try Damage.flippedBit.apply(to: path)
            let shelf = Shelf(root, holds: Holds())
            _ = try await shelf.entry("k", make: make)
            var aside = try #require(shelf.survey().remnants.first)
            #expect(aside.isInUse)
            #expect(try !shelf.remove(aside))
            holds.release()
            aside = try #require(shelf.survey().remnants.first)
            #expect(!aside.isInUse)
            #expect(try shelf.remove(aside))
            #expect(try FileManager.default.contentsOfDirectory(atPath: root).sorted() == [".lock-k", "k"])
        }
    }

    @Test func aLineBreakInANameIsAnErrorAndNoEntry() async throws {
        try await withTemporaryDirectory { root in
            await #expect(throws: HostError.self) {
                _ = try await Shelf(root).entry("k") { try Data().write(to: URL(fileURLWithPath: $0 + "/a\nb")) }
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: root)
            #expect(left == [])
        }
    }

    /// Names, contents and targets of everything below.
    private func fingerprint(_ directory: String) throws -> [String: String] {
        var result: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
            let full = directory + "/" + path
            let link = try? FileManager.default.destinationOfSymbolicLink(atPath: full)
            result[path] =
                try link ?? (FileManager.default.contents(atPath: full).map { _ in try ContentHash.ofFile(full) } ?? "")
        }
        return result
    }
}
