// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Glibc
import Host
import MatrixPlan
import RunStore
import Testing

/// The built executable in a world of its own: state and runtime directory are the test's. The cache is the user's,
/// because a kernel takes ten minutes, and the leases are the host's, so that tests share it with whatever else runs.
struct Harness: Sendable {
    /// How one invocation ended.
    struct Outcome: Sendable {
        /// 0 to 255, or minus the signal.
        var status: Int32
        var output: String
        var errors: String
    }

    let root: String
    var project = Places.root
    var cache: String?
    /// Nil for the host's own.
    var leases: String?
    /// Words before the executable's own, such as `setpriv --reuid=...`.
    var wrapper: [String] = []
    var executable = Harness.built
    var extra: [String: String] = [:]

    /// The executable beside the running test bundle: both are products of one build.
    static let built = OtherProcess.built("bootmatrix")

    /// Gives a harness for the time of the body. What is left of it afterwards is a failure of the test.
    static func use<Result>(_ body: (Harness) async throws -> Result) async throws -> Result {
        // Short, because sockets lie below it.
        let root = "/tmp/bm\(UInt16.random(in: 10_000...UInt16.max))"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }
        let harness = Harness(root: root)
        let result = try await body(harness)
        #expect(harness.leftovers() == [])
        return result
    }

    var environment: [String: String] {
        var result = ProcessInfo.processInfo.environment
        result["BOOTMATRIX_STATE"] = root + "/state"
        result["BOOTMATRIX_RUNTIME"] = root + "/run"
        if let leases { result["BOOTMATRIX_LEASES"] = leases }
        result["NO_COLOR"] = "1"
        if let cache { result["BOOTMATRIX_CACHE"] = cache }
        return result.merging(extra) { $1 }
    }

    /// Starts the executable in the project's directory; `finish` waits for it.
    func start(_ arguments: [String]) throws -> Invocation {
        try Invocation(
            wrapper + [executable] + arguments, in: project, environment: environment,
            files: root + "/invocation-\(UInt32.random(in: 0...UInt32.max))")
    }

    func bootmatrix(_ arguments: String...) async throws -> Outcome { try await bootmatrix(arguments) }

    func bootmatrix(_ arguments: [String]) async throws -> Outcome {
        let outcome = try await start(arguments).finish()
        if outcome.status != 0 {
            print("bootmatrix \(arguments.joined(separator: " ")): \(outcome.status)\n\(outcome.errors)")
        }
        return outcome
    }

    /// The newest run, read and verified.
    func latestRun() throws -> StoredRun { try StateDirectory(path: root + "/state").resolve("latest").load() }

    /// Guests, overlays, sockets, scratch directories and leases of ours that are still there.
    func leftovers() -> [String] {
        emulators().map { "process \($0)" } + files(below: root + "/run") + leaseFiles()
    }

    /// Leases and tickets of our runs, which name the run that they are of.
    private func leaseFiles() -> [String] {
        let runs = (try? FileManager.default.contentsOfDirectory(atPath: root + "/state/runs")) ?? []
        let directory = leases ?? Directories().leases
        return files(below: directory).filter { path in
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return runs.contains { text.contains(" \($0) ") }
        }
    }

    /// QEMU processes whose arguments name our runtime directory.
    func emulators() -> [pid_t] {
        let pids = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
        return pids.filter { pid in
            let words = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/cmdline"))) ?? Data()
            let text = String(decoding: words, as: UTF8.self)
            return text.contains("qemu-system") && text.contains(root + "/")
        }
    }

    /// Whether a QEMU's arguments name the domain of a cell.
    func isGuest(_ pid: pid_t, of cell: CellID) -> Bool {
        let words = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/cmdline"))) ?? Data()
        return String(decoding: words, as: UTF8.self).contains("-\(cell),")
    }

    /// Everything but the locks that are meant to stay.
    private func files(below directory: String) -> [String] {
        let lasting: Set = ["gate", ".gate", "home"]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { !lasting.contains($0) }.map { directory + "/" + $0 }
    }
}
