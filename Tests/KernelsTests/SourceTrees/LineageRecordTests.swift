// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Glibc
import Host
import SourceTrees
import Testing
import Vocabulary

/// Build directories, as those see them who make room.
@Suite struct LineageRecordTests {
    private let scratch: Scratch
    private let source = KernelSource.package(
        SourceIdentity(package: "linux-source-0", version: "1:2~3", sha256: "abcdef0123456789"))

    init() throws { scratch = try Scratch() }

    private var record: LineageRecord {
        get throws { try #require(LineageRecord.all(under: scratch.path).first) }
    }

    private func open() async throws -> Lineage {
        let lineage = try await Lineage.open(source, under: scratch.path) { _ in }
        try FileManager.default.createDirectory(atPath: lineage.tree, withIntermediateDirectories: true)
        try String(repeating: "x", count: 100_000).write(
            toFile: lineage.tree + "/file", atomically: true, encoding: .utf8)
        return lineage
    }

    private var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: scratch.path) } }

    @Test func oneThatIsBuiltInStays() async throws {
        do {
            let lineage = try await open()
            let record = try record
            #expect(record.path == lineage.directory && record.isInUse && record.size > .kibibytes(90))
            #expect(try !record.remove())
            #expect(FileManager.default.fileExists(atPath: lineage.tree + "/file"))
        }
        #expect(try !record.isInUse)
        #expect(try record.remove())
        #expect(try names == [])
    }

    /// A compiler that outlived its make and its harness.
    @Test func oneWithACompilerInItStays() async throws {
        // The harness's own lock goes at once.
        let command = try await open().command(Command("sh", ["-c", "echo held; exec sleep 600"]))
        let compiler = try OtherProcess([command.executable] + command.arguments, output: scratch.path + ".out")
        defer {
            compiler.end()
            try? FileManager.default.removeItem(atPath: scratch.path + ".out")
        }
        #expect(try await compiler.says("held"))
        let record = try record
        #expect(record.isInUse)
        #expect(try !record.remove())
        compiler.end()
        #expect(try self.record.remove())
    }

    @Test func oneThatWasUsedSinceTheLookStays() async throws {
        _ = try await open()
        let seen = try record
        try scratch.date("\(seen.name)/.lock", Date().timeIntervalSince1970 + 5)
        #expect(try !seen.remove())
        #expect(try record.remove())
    }

    /// Whoever opens it while it goes gets a whole one or begins anew, and never an error.
    @Test func openingAndRemovingGoTogether() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<20 {
                        let lineage = try await open()
                        #expect(FileManager.default.fileExists(atPath: lineage.tree + "/file"))
                    }
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    for record in LineageRecord.all(under: scratch.path) { _ = try record.remove() }
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            try await group.next()
            try await group.next()
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
        for record in LineageRecord.all(under: scratch.path) { #expect(try record.remove()) }
        #expect(try names == [])
    }

    /// Before each call that changes something: the directory is whole or gone, and what is left of it is known.
    @Test func aKilledRemovalLeavesItWholeOrGone() async throws {
        func remove(killBefore: Int?) throws -> (status: Int32, calls: Int) {
            let kill = killBefore.map { ["KILL_BEFORE=\($0)"] } ?? []
            let output = scratch.path + ".out"
            defer { try? FileManager.default.removeItem(atPath: output) }
            let words = kill + [OtherProcess.built("shelf-worker"), "lineage", scratch.path]
            let worker = try OtherProcess(words, output: output)
            let status = worker.finish()
            let text = try String(contentsOfFile: output, encoding: .utf8)
            let calls = text.split(separator: "\n").last { $0.hasPrefix("calls ") }?.dropFirst("calls ".count)
            return (status, calls.flatMap { Int($0) } ?? 0)
        }
        _ = try await open()
        let whole = try remove(killBefore: nil)
        try #require(whole.status == 0 && whole.calls >= 8)
        for number in 1...whole.calls {
            _ = try await open()
            #expect(try remove(killBefore: number).status == SIGKILL)
            for record in LineageRecord.all(under: scratch.path) {
                #expect(!record.isInUse)
                #expect(FileManager.default.fileExists(atPath: record.path + "/tree/file"), "call \(number)")
            }
            let left = Trash.left(in: scratch.path)
            #expect(try names.count == LineageRecord.all(under: scratch.path).count + left.count)
            for path in left { try FileManager.default.removeItem(atPath: path) }
        }
    }

    @Test func theRepositoryItBorrowsFromIsNamed() async throws {
        let lineage = try await open()
        #expect(try record.repository == nil)
        try scratch.write("/home/me/linux/.git/objects\n", to: "\(try record.name)/git/objects/info/alternates")
        #expect(try record.repository == "/home/me/linux/.git")
        _ = lineage.directory
    }
}
