// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reports
import Synchronization
import Vocabulary

/// `bootmatrix inspect`: one captured file, read as the harness reads a boot's.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract:
            "Read one captured file as the harness would: statistics, a console, a build, or a hung kernel's answers.",
        subcommands: [InspectStatistics.self, InspectConsole.self, InspectBuild.self, InspectInterrogation.self])
}

/// What every inspection is told.
struct InspectionOptions: ParsableArguments {
    @Argument(help: "The file; - for standard input.")
    var file: String

    @OptionGroup var text: TextOptions

    var json: Bool { text.json }
    var style: TableStyle { text.style }
}

/// `bootmatrix inspect stats`.
struct InspectStatistics: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Read a copy of /sys/kernel/debug/modules/stats, and check its laws.",
        discussion: "Exit: 0 every failed load is a duplicate, 1 some are not, 125 it cannot be told.")

    @OptionGroup var options: InspectionOptions

    func run() async throws {
        let longest = Int(StatisticsInspection.longest.bytes)
        let bytes = Mutex<[UInt8]>([])
        try await InputFile(name: options.file).read { piece in
            bytes.withLock { bytes in
                bytes += piece.prefix(longest + 1 - bytes.count)
                return bytes.count <= longest
            }
        }
        let inspection = StatisticsInspection(bytes.withLock { $0 })
        Output.text(
            options.json ? try inspection.json(file: options.file) : inspection.text(style: options.style))
        throw ProcessExit(inspection.status)
    }
}

/// `bootmatrix inspect console`.
struct InspectConsole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console", abstract: "Find the crashes, lockups, stalls and warnings in a kernel log.",
        discussion: """
            Reads a console as it came, the output of dmesg, or an item `kmsg` of a stored boot. \
            Exit: 0 none was found, 1 there are some, 125 it is no kernel log. \
            With --jsonl, FILE is a corpus of logs, one JSON record with `id` and `log` a line, and a prediction for each \
            is printed; exit 0.
            """)

    @OptionGroup var options: InspectionOptions

    @Flag(name: .long, help: "FILE is a corpus of logs; print a line of JSON for each.")
    var jsonl = false

    func run() async throws {
        if jsonl { return try await readCorpus() }
        let reading = Mutex(ConsoleReading())
        try await InputFile(name: options.file).read { piece in reading.withLock { $0.take(piece[...]) } }
        let inspection = reading.withLock { $0.finish() }
        Output.text(
            options.json ? try inspection.json(file: options.file) : inspection.text(style: options.style))
        throw ProcessExit(inspection.status)
    }

    private func readCorpus() async throws {
        let reading = Mutex(CorpusReading())
        let failure = Mutex<(any Error)?>(nil)
        try await InputFile(name: options.file).read { piece in
            do {
                try reading.withLock { try $0.take(piece[...]) }.forEach(Output.text)
                return true
            } catch {
                failure.withLock { $0 = error }
                return false
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        if let last = try reading.withLock({ try $0.finish() }) { Output.text(last) }
    }
}
