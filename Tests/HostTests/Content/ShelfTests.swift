// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Host
import Testing
import Vocabulary

@Suite struct ShelfTests {
    @Test func madeOnceAndFoundAgain() async throws {
        try await withTemporaryDirectory { root in
            let shelf = Shelf(root + "/shelf")
            let first = try await shelf.entry("k") {
                try "one".write(toFile: $0 + "/f", atomically: false, encoding: .utf8)
            }
            #expect(!first.wasCached)
            let second = try await shelf.entry("k") { _ in Issue.record("made a second time") }
            #expect(second.wasCached && second.path == first.path)
            #expect(try String(contentsOfFile: second.path + "/f", encoding: .utf8) == "one")
        }
    }

    @Test func aFailedMakeLeavesNothing() async throws {
        struct Failure: Error {}
        try await withTemporaryDirectory { root in
            let shelf = Shelf(root)
            await #expect(throws: Failure.self) {
                _ = try await shelf.entry("k") { staging in
                    try "half".write(toFile: staging + "/f", atomically: false, encoding: .utf8)
                    throw Failure()
                }
            }
            #expect(!shelf.has("k"))
            let left = try FileManager.default.contentsOfDirectory(atPath: root)
            #expect(left == [])
        }
    }

    @Test func whatAKilledMakerLeftIsNeverUsed() async throws {
        try await withTemporaryDirectory { root in
            let shelf = Shelf(root)
            try FileManager.default.createDirectory(
                atPath: root + "/.staging-k-99999", withIntermediateDirectories: true)
            try "half".write(toFile: root + "/.staging-k-99999/f", atomically: false, encoding: .utf8)
            let entry = try await shelf.entry("k") {
                try "whole".write(toFile: $0 + "/f", atomically: false, encoding: .utf8)
            }
            #expect(try String(contentsOfFile: entry.path + "/f", encoding: .utf8) == "whole")
            #expect(!FileManager.default.fileExists(atPath: root + "/.staging-k-99999"))
        }
    }

    @Test func twoWhoWantTheSameMakeItOnce() async throws {
        try await withTemporaryDirectory { root in
            let shelf = Shelf(root)
            let made = Counter()
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await shelf.entry("k") { staging in
                            made.add(1)
                            try await Task.sleep(for: .milliseconds(20))
                            try "x".write(toFile: staging + "/f", atomically: false, encoding: .utf8)
                        }.path
                    }
                }
                for try await path in group { #expect(path == shelf.path(of: "k")) }
            }
            #expect(made.value == 1)
        }
    }

    @Test func labelsKeepPartsApart() {
        func key(_ parts: [(String, String)]) -> String {
            var hash = ContentHash()
            for part in parts { hash.add(part.0, part.1) }
            return hash.finish()
        }
        #expect(key([("a", "bc")]) != key([("ab", "c")]))
        #expect(key([("a", "b"), ("a", "c")]) != key([("a", "bc")]))
        #expect(key([("a", "b")]) == key([("a", "b")]))
    }
}
