// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// One process of a test, with its outputs in files: no pipe can fill up.
final class Invocation: Sendable {
    private let process: Process
    private let files: String
    private let ended: Task<Int32, Never>

    init(_ words: [String], in directory: String, environment: [String: String], files: String) throws {
        for suffix in [".out", ".err"] { try Data().write(to: URL(fileURLWithPath: files + suffix)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: files + ".out")
        process.standardError = FileHandle(forWritingAtPath: files + ".err")
        let (exits, feed) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            feed.yield(process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
            feed.finish()
        }
        try process.run()
        self.process = process
        self.files = files
        ended = Task {
            for await status in exits { return status }
            return -1
        }
    }

    var errors: String { (try? String(contentsOfFile: files + ".err", encoding: .utf8)) ?? "" }

    var isRunning: Bool { process.isRunning }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Stops the process for the time of the body, which need not hurry then.
    func whileStopped<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        signal(SIGSTOP)
        defer { signal(SIGCONT) }
        return try await body()
    }

    func finish() async -> Harness.Outcome {
        let status = await ended.value
        let output = (try? String(contentsOfFile: files + ".out", encoding: .utf8)) ?? ""
        return Harness.Outcome(status: status, output: output, errors: errors)
    }

    /// Waits until the standard error holds a text, or the process has ended.
    func waits(for text: String) async throws -> Bool {
        while !errors.contains(text) {
            if !process.isRunning { return errors.contains(text) }
            try await Task.sleep(for: .milliseconds(50))
        }
        return true
    }
}
