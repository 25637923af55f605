// SPDX-License-Identifier: Apache-2.0

import CKillPoints
import Foundation
import Glibc
import Host
import SourceTrees
import Vocabulary

/// Works on a shelf in a process of its own, which a test may end at any moment:
///
///     shelf-worker make SHELF KEY FILES BYTES PAUSE-MS   takes the entry, made of so many files of so many bytes
///     shelf-worker hold SHELF KEY                        takes it, and keeps it until it is ended
///     shelf-worker remove SHELF KEY                      removes it as `bootmatrix cache prune` does
///     shelf-worker churn SHELF SEED                      makes and removes entries for ever
///     shelf-worker lineage BUILDS                        removes every build directory, likewise
///
/// Says what it did, a word a line. Ends with its parent.
@main
enum ShelfWorker {
    static func main() async {
        // As bootmatrix does: a limit on files' sizes is an error and no signal.
        signal(SIGXFSZ, SIG_IGN)
        let parent = getppid()
        Thread.detachNewThread {
            while getppid() == parent { usleep(200_000) }
            exit(0)
        }
        do {
            try await work(Array(CommandLine.arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(125)
        }
    }

    private static func work(_ words: [String]) async throws {
        let numbers = words.dropFirst(3).compactMap { Int($0) }
        switch (words.first, words.count) {
        case ("make", 6) where numbers.count == 3:
            let content = Content(files: numbers[0], bytes: numbers[1], pause: .milliseconds(numbers[2]))
            try await content.take(words[2], from: Shelf(words[1]))
        case ("hold", 3):
            try await Content().take(words[2], from: Shelf(words[1]))
            say("held")
            try await Task.sleep(for: .seconds(3600))
        case ("remove", 3):
            let shelf = Shelf(words[1])
            for record in shelf.survey().records where record.key == words[2] {
                say(try shelf.remove(record.key, unusedSince: record.lastUse) ? "removed" : "kept")
            }
        case ("churn", 3):
            try await churn(words[1], seed: UInt64(words[2]) ?? 0)
        case ("lineage", 2):
            for record in LineageRecord.all(under: words[1]) { say(try record.remove() ? "removed" : "kept") }
        default:
            FileHandle.standardError.write(Data("usage: see ShelfWorker.swift\n".utf8))
            exit(129)
        }
        say("calls \(bm_kill_points())")
    }

    private static func churn(_ root: String, seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        while true {
            let holds = Holds()
            let shelf = Shelf(root, holds: holds)
            let key = "k\(Int.random(in: 0..<3, using: &random))"
            if Int.random(in: 0..<3, using: &random) > 0 {
                try await Content().take(key, from: shelf)
            } else {
                let (records, remnants) = shelf.survey()
                for record in records where record.key == key {
                    say(try shelf.remove(key, unusedSince: record.lastUse) ? "removed" : "kept")
                }
                for remnant in remnants where !remnant.isInUse { _ = try shelf.remove(remnant) }
            }
            holds.release()
        }
    }
}

func say(_ word: String) { FileHandle.standardOutput.write(Data((word + "\n").utf8)) }

/// What an entry is made of; it follows from the key, so that everybody knows whether it is whole.
private struct Content {
    var files = 3
    var bytes = 20_000
    var pause = Duration.zero

    func take(_ key: String, from shelf: Shelf) async throws {
        let entry = try await shelf.entry(key, for: "entry \(key)") {
            say("waiting")
        } make: { staging in
            say("making")
            try Directories.make(staging + "/below")
            for number in 0..<files {
                try text(key, number).write(toFile: "\(staging)/below/\(number)", atomically: false, encoding: .utf8)
            }
            if pause > .zero { try await Task.sleep(for: pause) }
        }
        say(entry.wasCached ? "found" : "made")
        for number in 0..<files
        where (try? String(contentsOfFile: "\(entry.path)/below/\(number)", encoding: .utf8)) != text(key, number) {
            say("BAD")
        }
    }

    private func text(_ key: String, _ number: Int) -> String {
        String(repeating: "\(key) \(number)\n", count: bytes / (key.utf8.count + 3))
    }
}
