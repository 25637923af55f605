// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Glibc
import Host
import Testing
import Vocabulary

/// Processes that are killed while they make and remove entries: before each call that changes the file system, and at
/// random moments beside one another.
@Suite(.timeLimit(.minutes(5))) struct ShelfKillTests {
    /// A shelf before its worker comes.
    enum Scene: String, CaseIterable, CustomTestStringConvertible {
        /// An entry is made where there is none.
        case making
        /// An entry is removed.
        case removing
        /// A damaged one is set aside and made again.
        case mending
        /// A sound one is found.
        case finding
        var testDescription: String { rawValue }

        var words: [String] {
            self == .removing ? ["remove", "SHELF", "k"] : ["make", "SHELF", "k", "3", "20000", "0"]
        }

        /// What the worker says when nothing happens to it.
        var answer: String {
            switch self {
            case .making, .mending: "made"
            case .removing: "removed"
            case .finding: "found"
            }
        }

        /// Fewer would mean that the worker's calls are not seen.
        var fewest: Int { self == .finding ? 2 : 12 }
    }

    private static let worker = OtherProcess.built("shelf-worker")

    private func start(_ root: String, _ words: [String], _ name: String, killBefore: Int? = nil) throws -> OtherProcess
    {
        let words = words.map { $0 == "SHELF" ? root + "/shelf" : $0 }
        let kill = killBefore.map { ["KILL_BEFORE=\($0)"] } ?? []
        return try OtherProcess(kill + [Self.worker] + words, output: "\(root)/\(name).out")
    }

    private func set(_ scene: Scene, _ root: String) throws {
        guard scene != .making else { return }
        #expect(try start(root, Scene.making.words, "set").finish() == 0)
        guard scene == .mending else { return }
        let file = root + "/shelf/k/below/1"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[100] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
    }

    /// How many calls the scene takes that change something.
    private func calls(_ scene: Scene) async throws -> Int {
        try await withTemporaryDirectory { root in
            try set(scene, root)
            let worker = try start(root, scene.words, "whole")
            #expect(worker.finish() == 0)
            #expect(worker.count(of: scene.answer) == 1 && worker.count(of: "BAD") == 0)
            let output = try String(contentsOfFile: root + "/whole.out", encoding: .utf8)
            let line = try #require(output.split(separator: "\n").last { $0.hasPrefix("calls ") })
            return try #require(Int(line.dropFirst("calls ".count)))
        }
    }

    @Test(arguments: Scene.allCases)
    func aKillBeforeEachCallLeavesAWholeEntryOrNone(_ scene: Scene) async throws {
        let calls = try await calls(scene)
        try #require(calls >= scene.fewest, "only \(calls) calls were seen")
        for number in 1...calls {
            try await withTemporaryDirectory { root in
                try set(scene, root)
                #expect(try start(root, scene.words, "killed", killBefore: number).finish() == SIGKILL)
                // What is there is whole, or it is the damaged one of before, which nobody uses.
                let shelf = Shelf(root + "/shelf", holds: Holds())
                let health = try await shelf.check("k")
                #expect(health == .sound || health == .absent || scene == .mending, "killed before call \(number)")

                // The next that comes is not kept waiting, gets a whole one, and clears away what was never finished.
                let next = try start(root, Scene.making.words, "next")
                #expect(next.finish() == 0)
                #expect(next.count(of: "made") + next.count(of: "found") == 1)
                #expect(next.count(of: "BAD") == 0 && next.count(of: "waiting") == 0)
                #expect(try await shelf.check("k") == .sound)
                let left = shelf.survey()
                #expect(left.records.map(\.key) == ["k"])
                if next.count(of: "made") == 1 {
                    #expect(left.remnants.filter { $0.kind != .damaged }.isEmpty, "left after call \(number)")
                }
                for remnant in left.remnants { #expect(try shelf.remove(remnant)) }
                #expect(
                    try FileManager.default.contentsOfDirectory(atPath: root + "/shelf").sorted() == [".lock-k", "k"],
                    "left after call \(number)")
            }
        }
    }

    /// Makers and removers of the same three entries; forty of them are killed, each seed at other moments.
    @Test(arguments: [UInt64(1), 2])
    func killsAtRandomMomentsLeaveNoHalfEntry(seed: UInt64) async throws {
        try await withTemporaryDirectory { root in
            var random = SplitMix64(seed: seed)
            var workers: [OtherProcess] = []
            defer { workers.forEach { $0.end() } }
            func add(_ number: Int) throws {
                workers.append(try start(root, ["churn", "SHELF", "\(seed * 1000 + UInt64(number))"], "\(number)"))
            }
            for number in 0..<4 { try add(number) }
            for number in 4..<44 {
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...60, using: &random)))
                workers.remove(at: Int.random(in: workers.indices, using: &random)).end()
                try add(number)
            }
            // The living go on.
            for worker in workers {
                #expect(try await worker.says("made") || worker.count(of: "found") > 0)
                #expect(worker.isRunning)
            }
            workers.forEach { $0.end() }
            workers = []
            for name in try FileManager.default.contentsOfDirectory(atPath: root) where name.hasSuffix(".out") {
                let output = try String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
                #expect(!output.contains("BAD"), "\(name) saw half an entry")
            }
            let shelf = Shelf(root + "/shelf", holds: Holds())
            for record in shelf.survey().records { #expect(try await shelf.check(record.key) == .sound) }
            for remnant in shelf.survey().remnants {
                #expect(!remnant.isInUse && remnant.kind != .damaged)
                #expect(try shelf.remove(remnant))
            }
            #expect(shelf.survey().remnants.isEmpty)
        }
    }

    @Test func aWaitingProcessTakesOverFromAKilledOne() async throws {
        try await withTemporaryDirectory { root in
            let first = try start(root, ["make", "SHELF", "k", "3", "20000", "3600000"], "first")
            defer { first.end() }
            #expect(try await first.says("making"))
            let second = try start(root, ["make", "SHELF", "k", "3", "20000", "0"], "second")
            defer { second.end() }
            #expect(try await second.says("waiting"))
            #expect(second.count(of: "making") == 0)
            first.end()
            #expect(second.finish() == 0)
            #expect(second.count(of: "made") == 1 && second.count(of: "BAD") == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: root + "/shelf").sorted() == [".lock-k", "k"])
        }
    }

    @Test func fourProcessesThatWantOneEntryMakeItOnce() async throws {
        try await withTemporaryDirectory { root in
            let workers = try (0..<4).map { try start(root, ["make", "SHELF", "k", "3", "20000", "300"], "\($0)") }
            defer { workers.forEach { $0.end() } }
            for worker in workers { #expect(worker.finish() == 0) }
            #expect(workers.map { $0.count(of: "making") }.reduce(0, +) == 1)
            #expect(workers.map { $0.count(of: "made") }.reduce(0, +) == 1)
            #expect(workers.map { $0.count(of: "found") }.reduce(0, +) == 3)
            #expect(workers.allSatisfy { $0.count(of: "BAD") == 0 })
        }
    }

    /// A run's hold outlasts everything but the run.
    @Test func whatALivingProcessHoldsIsNotRemoved() async throws {
        try await withTemporaryDirectory { root in
            let holder = try start(root, ["hold", "SHELF", "k"], "holder")
            defer { holder.end() }
            #expect(try await holder.says("held"))
            let shelf = Shelf(root + "/shelf")
            #expect(shelf.survey().records.map(\.isInUse) == [true])
            let remover = try start(root, ["remove", "SHELF", "k"], "remover")
            #expect(remover.finish() == 0)
            #expect(remover.count(of: "kept") == 1)
            #expect(shelf.has("k"))
            holder.end()
            #expect(shelf.survey().records.map(\.isInUse) == [false])
            #expect(try start(root, ["remove", "SHELF", "k"], "again").finish() == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: root + "/shelf") == [])
        }
    }
}
