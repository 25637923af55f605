// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Glibc

/// A program of this build that a test runs beside itself, and ends as it likes.
public final class OtherProcess: Sendable {
    private let process: Process
    private let output: String

    /// An executable of this build: it lies beside the running test bundle.
    public static func built(_ name: String) -> String {
        let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (link as NSString).deletingLastPathComponent + "/" + name
    }

    /// - Parameter output: where its standard output goes.
    public init(_ words: [String], output: String) throws {
        try Data().write(to: URL(fileURLWithPath: output))
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        self.output = output
        try process.run()
    }

    public var id: pid_t { process.processIdentifier }

    /// Waits until it has said a word so often, and gives false when it ended before.
    public func says(_ word: String, times: Int = 1) async throws -> Bool {
        while count(of: word) < times {
            if !process.isRunning { return count(of: word) >= times }
            try await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    public func count(of word: String) -> Int {
        ((try? String(contentsOfFile: output, encoding: .utf8)) ?? "").split(separator: "\n").filter { $0 == word }
            .count
    }

    public var isRunning: Bool { process.isRunning }

    /// Waits for its end; the exit status, or the signal.
    public func finish() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    public func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// KILL, and waits until it is gone.
    public func end() {
        signal(SIGKILL)
        process.waitUntilExit()
    }
}
