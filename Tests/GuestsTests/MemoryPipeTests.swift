// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Glibc
import Synchronization
import Testing
import Vocabulary

@testable import Guests

@Suite("A pipe for a guest's memory", .timeLimit(.minutes(1)))
struct MemoryPipeTests {
    private func write(_ bytes: [UInt8], to path: String) -> Bool {
        signal(SIGPIPE, SIG_IGN)
        let descriptor = open(path, O_WRONLY)
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @Test("keeps every byte, and no page of zeros")
    func sparse() throws {
        let scratch = try ScratchDirectory()
        defer { withExtendedLifetime(scratch) {} }
        let directory = scratch.path
        var bytes = [UInt8](repeating: 0, count: (9 << 20) + 1234)
        for index in [0, 4096 * 3 + 1, 5 << 20, (5 << 20) + 4095, bytes.count - 1] { bytes[index] = 7 }
        let pipe = try MemoryPipe(to: directory + "/core", limit: .mebibytes(10))
        pipe.start(patience: .seconds(30)) {}
        #expect(write(bytes, to: pipe.path))
        let core = try pipe.finish()
        #expect(FileManager.default.contents(atPath: directory + "/core") == Data(bytes))
        #expect(core.size == .bytes(bytes.count) && core.stored <= .kibibytes(64) && core.stored > .bytes(0))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["core"])
    }

    /// A writer that nobody reads would never come back.
    @Test("keeps no more than it may, takes the rest, and leaves nothing")
    func bound() throws {
        let scratch = try ScratchDirectory()
        defer { withExtendedLifetime(scratch) {} }
        let directory = scratch.path
        let pipe = try MemoryPipe(to: directory + "/core", limit: .mebibytes(3))
        pipe.start(patience: .seconds(30)) {}
        let isTaken = write([UInt8](repeating: 1, count: 16 << 20), to: pipe.path)
        #expect(isTaken)
        #expect(throws: (any Error).self) { try pipe.finish() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
    }

    @Test("serves a writer that opens it after it was stopped")
    func stopped() throws {
        let scratch = try ScratchDirectory()
        defer { withExtendedLifetime(scratch) {} }
        let directory = scratch.path
        let pipe = try MemoryPipe(to: directory + "/core", limit: .mebibytes(64))
        pipe.stop()
        let told = Mutex(0)
        pipe.start(patience: .seconds(30)) { told.withLock { $0 += 1 } }
        while told.withLock(\.self) == 0 { usleep(1000) }
        let isTaken = write([UInt8](repeating: 1, count: 4 << 20), to: pipe.path)
        #expect(isTaken)
        #expect(throws: (any Error).self) { try pipe.finish() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
    }

    @Test("gives up a writer that says nothing")
    func stall() async throws {
        let scratch = try ScratchDirectory()
        defer { withExtendedLifetime(scratch) {} }
        let directory = scratch.path
        let pipe = try MemoryPipe(to: directory + "/core", limit: .mebibytes(3))
        await withCheckedContinuation { continuation in
            pipe.start(patience: .milliseconds(10)) { continuation.resume() }
        }
        #expect(throws: (any Error).self) { try pipe.finish() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
    }

    @Test("that nobody wrote to is no dump")
    func empty() throws {
        let scratch = try ScratchDirectory()
        defer { withExtendedLifetime(scratch) {} }
        let directory = scratch.path
        let pipe = try MemoryPipe(to: directory + "/core", limit: .mebibytes(3))
        pipe.start(patience: .seconds(30)) {}
        #expect(throws: (any Error).self) { try pipe.finish() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
    }
}
