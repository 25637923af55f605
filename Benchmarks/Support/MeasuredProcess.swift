// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Glibc

/// The executable under test as a process of its own.
struct MeasuredProcess: Sendable {
    let bench: Bench
    let arguments: [String]
    let environment: [String: String]

    struct Ending: Sendable {
        var took: Duration
        var status: Int32
        /// What /proc said of the process while it ran, a reading each half second.
        var samples: [ProcessSample]
        var output = Data()
    }

    /// Runs it to its end. What it prints goes to files in the scratch directory.
    /// - Parameters:
    ///   - sampling: look at /proc meanwhile.
    ///   - accepted: exit codes that are a result as well, beside 0 and 125.
    func run(sampling: Bool = false, accepting accepted: Set<Int32> = []) async throws -> Ending {
        let name = "\(bench.scratch)/output-\(UInt32.random(in: 0...UInt32.max))"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: bench.executable)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: bench.root)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        for path in [name + ".out", name + ".err"] { try Data().write(to: URL(fileURLWithPath: path)) }
        process.standardOutput = FileHandle(forWritingAtPath: name + ".out")
        process.standardError = FileHandle(forWritingAtPath: name + ".err")
        let (ended, feed) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { feed.yield($0.terminationStatus) }
        let started = ContinuousClock.now
        try process.run()
        let pid = process.processIdentifier
        let watch = Task {
            var samples: [ProcessSample] = []
            while sampling, !Task.isCancelled {
                if let sample = ProcessSample(of: pid, at: started.duration(to: .now)) { samples.append(sample) }
                try? await Task.sleep(for: .milliseconds(500))
            }
            return samples
        }
        let status = await ended.first { _ in true } ?? -1
        let took = started.duration(to: .now)
        watch.cancel()
        let words = (try? String(contentsOfFile: name + ".err", encoding: .utf8)) ?? ""
        // 125 is a result as well: one boot of each cell decides little.
        guard status == 0 || status == 125 || accepted.contains(status) else {
            throw BenchError("bootmatrix \(arguments.first ?? "") ended with \(status): \(words.suffix(400))")
        }
        let output = try Data(contentsOf: URL(fileURLWithPath: name + ".out"))
        return Ending(took: took, status: status, samples: await watch.value, output: output)
    }
}

/// One look at a process, without its children (proc_pid_stat(5), proc_pid_status(5)).
struct ProcessSample: Sendable {
    var time: Duration
    var cpuSeconds: Double
    var residentMiB: Double
    var peakMiB: Double

    /// Nil when the process is gone.
    init?(of pid: pid_t, at time: Duration) {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            let close = stat.lastIndex(of: ")")
        else { return nil }
        // After the name in brackets the state is field 3, utime 14 and stime 15.
        let fields = stat[close...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
        func mebibytes(_ key: String) -> Double? {
            let line = status.split(separator: "\n").first { $0.hasPrefix(key + ":") }
            return line.flatMap { Double($0.filter(\.isNumber)) }.map { $0 / 1024 }
        }
        guard let resident = mebibytes("VmRSS"), let peak = mebibytes("VmHWM") else { return nil }
        self.time = time
        cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        residentMiB = resident
        peakMiB = peak
    }
}
