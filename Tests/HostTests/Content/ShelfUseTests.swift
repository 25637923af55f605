// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Host
import Testing
import Vocabulary

/// Who uses what, since when, and as what.
@Suite struct ShelfUseTests {
    private let old = Date(timeIntervalSince1970: 1_000_000)

    private func make(_ staging: String) throws {
        try "x".write(toFile: staging + "/f", atomically: false, encoding: .utf8)
    }

    private func age(_ entry: String) throws {
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: entry + "/MANIFEST")
    }

    @Test func anEntryIsHeldUntilItIsReleased() async throws {
        try await withTemporaryDirectory { root in
            let holds = Holds()
            let mine = Shelf(root, holds: holds)
            let other = Shelf(root, holds: Holds())
            for wasCached in [false, true] {
                #expect(try await mine.entry("k", make: make).wasCached == wasCached)
                let record = try #require(other.survey().records.first)
                #expect(record.isInUse && record.isSealed)
                #expect(try !other.remove("k", unusedSince: record.lastUse))
                holds.release()
                #expect(other.survey().records.map(\.isInUse) == [false])
            }
            let record = try #require(other.survey().records.first)
            #expect(try other.remove("k", unusedSince: record.lastUse))
            #expect(try !other.remove("k", unusedSince: record.lastUse))
            let left = try FileManager.default.contentsOfDirectory(atPath: root)
            #expect(left == [])
        }
    }

    /// A file that is known by its path alone, such as a stored boot's kernel.
    @Test func anEntryIsHeldByTheNameOfAFile() async throws {
        try await withTemporaryDirectory { root in
            let path = try await Shelf(root, holds: Holds()).entry("k", make: make).path
            try age(path)
            let shelf = Shelf(root, holds: Holds())
            let holds = Holds()
            #expect(try await Shelf.hold(entryOf: path + "/f", isUse: false, in: holds) == .held)
            #expect(shelf.survey().records.map(\.isInUse) == [true])
            #expect(shelf.survey().records.map(\.lastUse) == [old])
            #expect(try await Shelf.hold(entryOf: path + "/f", in: holds) == .held)
            #expect(shelf.survey().records.allSatisfy { $0.lastUse > old })
            #expect(try await Shelf.hold(entryOf: "/boot/vmlinuz", in: holds) == .none)
            #expect(try await Shelf.hold(entryOf: path + "x/f", in: holds) == .none)
            holds.release()
            try "y".write(toFile: path + "/f", atomically: false, encoding: .utf8)
            #expect(try await Shelf.hold(entryOf: path + "/f", in: holds) == .damaged("f has another content"))
            #expect(shelf.survey().records.map(\.isInUse) == [false])
        }
    }

    @Test func eachUseIsTheLastOne() async throws {
        try await withTemporaryDirectory { root in
            let holds = Holds()
            let shelf = Shelf(root, holds: holds)
            let path = try await shelf.entry("k", make: make).path
            holds.release()
            try age(path)
            #expect(shelf.survey().records.map(\.lastUse) == [old])
            // Neither a look nor a verification is a use.
            #expect(try await shelf.check("k") == .sound)
            #expect(shelf.survey().records.map(\.lastUse) == [old])
            _ = try await shelf.entry("k", make: make)
            #expect(shelf.survey().records.allSatisfy { $0.lastUse > old && !$0.lastUse.timeIntervalSinceNow.isNaN })
        }
    }

    /// Chosen for its age, and used before its turn came.
    @Test func whatWasUsedMeanwhileIsNotRemoved() async throws {
        try await withTemporaryDirectory { root in
            let holds = Holds()
            let shelf = Shelf(root, holds: holds)
            let path = try await shelf.entry("k", make: make).path
            holds.release()
            try age(path)
            let seen = try #require(shelf.survey().records.first)
            _ = try await shelf.entry("k", make: make)
            holds.release()
            #expect(try !shelf.remove("k", unusedSince: seen.lastUse))
            #expect(shelf.has("k"))
        }
    }

    @Test func namesAreKeptTheNewestLast() async throws {
        try await withTemporaryDirectory { root in
            let shelf = Shelf(root, holds: Holds())
            for name in ["stats", "base", "stats", nil] { _ = try await shelf.entry("k", for: name, make: make) }
            #expect(shelf.survey().records.map(\.labels) == [["stats", "base"]])
            for number in 0..<20 { _ = try await shelf.entry("k", for: "n\(number)", make: make) }
            #expect(shelf.survey().records.map(\.labels) == [(12..<20).map { "n\($0)" }])
        }
    }

    @Test func shelvesAreFoundInACache() async throws {
        try await withTemporaryDirectory { root in
            for place in ["kernels", "images/base", "images/modules", "builds"] {
                _ = try await Shelf("\(root)/\(place)").entry("k", make: make)
            }
            for place in ["logs", "sources/.lock", "bench/deep/shelf"] {
                try FileManager.default.createDirectory(atPath: "\(root)/\(place)", withIntermediateDirectories: true)
            }
            _ = try await Shelf(root + "/bench/deep/shelf").entry("k", make: make)
            let found = Shelf.all(in: root, except: ["builds"]).map { String($0.root.dropFirst(root.count + 1)) }
            #expect(found == ["images/base", "images/modules", "kernels"])
        }
    }

    @Test func remnantsOfEveryKindAreSeenAndRemoved() async throws {
        try await withTemporaryDirectory { root in
            let shelf = Shelf(root, holds: Holds())
            _ = try await shelf.entry("good", make: make)
            for name in [".staging-a-1", ".pruned-b-2", ".damaged-c-3", ".damaged-good-4"] {
                try FileManager.default.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
            }
            try Data().write(to: URL(fileURLWithPath: root + "/.lock-d"))
            try Data().write(to: URL(fileURLWithPath: root + "/.hidden"))
            let remnants = shelf.survey().remnants
            #expect(remnants.map(\.kind) == [.damaged, .damaged, .lock, .pruned, .staging])
            #expect(remnants.map(\.key) == ["c", "good", "d", "b", "a"])
            for remnant in remnants { #expect(try shelf.remove(remnant)) }
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: root).sorted() == [".hidden", ".lock-good", "good"])
        }
    }
}
