// SPDX-License-Identifier: Apache-2.0

import Host
import ArgumentParser
import Dispatch
import Foundation
import Glibc
import Vocabulary

/// `make bench`: every figure that docs/benchmarks.md explains, measured in one run and written as JSON and Markdown.
@main
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootmatrix-bench",
        abstract: "Measures what bootmatrix costs, beside a yardstick of the same run.",
        discussion: "Groups, with the time each takes on two quiet CPUs under TCG:\n"
            + GroupName.allCases.map { "  \($0.rawValue): \($0.about) (\($0.expected.brief))" }.joined(separator: "\n"))

    @Argument(help: "The groups to measure; default: all.")
    var groups: [GroupName] = []

    @Option(name: .long, help: "Pairs of each paired comparison, at least 3.")
    var pairs = 10

    @Option(name: .long, help: "A directory for the results; default: STATE/bench/TIME.")
    var output: String?

    func validate() throws {
        guard pairs >= 3 else { throw ValidationError("--pairs: fewer than 3 have no spread") }
    }

    func run() async throws {
        // What is measured must not become faster because it was compiled before, here or by somebody else.
        setenv("CCACHE_DISABLE", "1", 1)
        try await Bench.sweep()
        let bench = try Bench(pairs: pairs)
        let work = Task { try await measure(bench) }
        let signals = Self.cancel(work, on: [SIGINT, SIGTERM, SIGHUP])
        let ending = await work.result
        signals.forEach { $0.cancel() }
        await bench.close()
        try ending.get()
    }

    private static func cancel(_ work: Task<Void, any Error>, on numbers: [Int32]) -> [any DispatchSourceSignal] {
        numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { work.cancel() }
            source.activate()
            return source
        }
    }

    private func measure(_ bench: Bench) async throws {
        let chosen = GroupName.allCases.filter { groups.isEmpty || groups.contains($0) }
        let time = chosen.reduce(Duration.zero) { $0 + $1.expected }
        say("\(chosen.map(\.rawValue).joined(separator: ", ")): about \(time.brief)")
        let place = output ?? "\(bench.directories.state)/bench/\(Self.stamp(Date()))"
        var results = Results(machine: try await MachineFacts.gather(bench))
        for name in chosen {
            say("\(name.rawValue): \(name.about); about \(name.expected.brief)")
            let load = LoadMeter()
            do {
                let part = try await name.group.measure(bench)
                results.add(part, of: name, load: await load.stop())
            } catch is CancellationError {
                _ = await load.stop()
                throw ExitCode(130)
            } catch {
                try Task.checkCancellation()
                // One group that cannot be measured is told, and does not cost the figures of the others.
                results.add(failure: errorLine(error), of: name, load: await load.stop())
            }
            for line in results.lines(of: name) { say("  \(line)") }
            // After each group: whatever ends a long run, what was measured is there.
            try results.write(to: place)
        }
        say("written: \(place)/results.json and results.md")
        if results.isIncomplete { throw ExitCode(1) }
    }

    /// `20261125-154500`, in UTC.
    private static func stamp(_ date: Date) -> String {
        let text = date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
        return text.filter(\.isNumber).prefix(8) + "-" + text.filter(\.isNumber).dropFirst(8).prefix(6)
    }
}
