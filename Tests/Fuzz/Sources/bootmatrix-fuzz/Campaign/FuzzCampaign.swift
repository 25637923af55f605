// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Fuzzes targets, two at a time, each for so many seconds in a process of its own.
struct FuzzCampaign: Sendable {
    var seconds: Int
    /// For the corpora, which grow from run to run, the inputs that were found, and the logs.
    var directory: String

    /// Bounds on one input and on a whole run: a hang and a growth are findings. libFuzzer's clock is the wall's: beside
    /// other work inputs of 1.6 s of CPU time took 36 s.
    private static let secondsPerInput = 60
    private static let mebibytes = 1_536
    private static let atOnce = 2

    /// The project's root.
    static let project = URL(fileURLWithPath: #filePath).pathComponents.dropFirst().dropLast(6)
        .reduce("") { $0 + "/" + $1 }

    private struct Job {
        var target: FuzzTarget
        var process: Process
        var log: String
    }

    /// - Returns: whether nothing was found.
    func run(_ targets: [FuzzTarget]) -> Bool {
        guard !targets.isEmpty else {
            print("no target of that name")
            return false
        }
        var waiting = targets[...]
        var running: [Job] = []
        var isGood = true
        while !waiting.isEmpty || !running.isEmpty {
            while running.count < Self.atOnce, let next = waiting.popFirst() {
                guard let job = start(next) else {
                    print("\(next.name): cannot be started in \(directory)")
                    isGood = false
                    continue
                }
                running.append(job)
            }
            Thread.sleep(forTimeInterval: 0.1)
            for job in running where !job.process.isRunning { isGood = report(job) && isGood }
            running.removeAll { !$0.process.isRunning }
        }
        return isGood
    }

    private func start(_ target: FuzzTarget) -> Job? {
        let (corpus, seeds, found) = ("corpus/\(target.name)", "seeds/\(target.name)", "found")
        for path in [corpus, seeds, found] {
            try? FileManager.default.createDirectory(atPath: "\(directory)/\(path)", withIntermediateDirectories: true)
        }
        for (index, seed) in target.seeds().enumerated() {
            _ = FileManager.default.createFile(atPath: "\(directory)/\(seeds)/\(index)", contents: Data(seed))
        }
        // To read them takes longer than a short campaign.
        if target.name == FuzzTarget.console.name, seconds >= 60 {
            ConsoleCorpora.write(to: "\(directory)/more/\(target.name)")
        }
        let words = target.words.map { "\"\(Self.escaped($0))\"\n" }.joined()
        let log = "\(directory)/\(target.name).log"
        for (path, text) in [("\(directory)/\(target.name).dict", words), (log, "")] {
            guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else { return nil }
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            [target.name] + ["corpus/\(target.name)", "seeds/\(target.name)"].map { "\(directory)/\($0)" }
            + [Self.project + "/Tests/Fuzz/Seeds/\(target.name)", directory + "/more/\(target.name)"].filter {
                FileManager.default.fileExists(atPath: $0)
            }
            + [
                "-max_total_time=\(seconds)", "-timeout=\(Self.secondsPerInput)", "-rss_limit_mb=\(Self.mebibytes)",
                "-max_len=\(target.longest)", "-dict=\(directory)/\(target.name).dict", "-print_final_stats=1",
                "-artifact_prefix=\(directory)/\(found)/\(target.name)-",
            ]
        let output = FileHandle(forWritingAtPath: log)
        (process.standardOutput, process.standardError) = (output, output)
        guard (try? process.run()) != nil else { return nil }
        return Job(target: target, process: process, log: log)
    }

    private func report(_ job: Job) -> Bool {
        let text = String(decoding: FileManager.default.contents(atPath: job.log) ?? Data(), as: UTF8.self)
        let lines = text.split(separator: "\n")
        let executed = lines.last { $0.hasPrefix("stat::number_of_executed_units:") }?.split(separator: " ").last ?? "?"
        if job.process.terminationReason == .exit, job.process.terminationStatus == 0, executed != "?" {
            print("\(job.target.name): \(executed) inputs in \(seconds) s, nothing found")
            return true
        }
        let told = lines.filter { $0.contains("EXPECTATION:") || $0.contains("ERROR:") || $0.contains("Fatal error") }
        print("\(job.target.name): FOUND, log in \(job.log)")
        for line in told.prefix(5) { print("  \(line)") }
        if let saved = lines.last(where: { $0.contains("Test unit written to ") })?.split(separator: " ").last {
            print("  again: \(CommandLine.arguments[0]) \(job.target.name) \(saved)")
        }
        return false
    }

    /// As libFuzzer's dictionaries want it: printable ASCII, else `\xNN`.
    private static func escaped(_ word: String) -> String {
        word.utf8.map { byte in
            let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            return isPlain ? String(Unicode.Scalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
