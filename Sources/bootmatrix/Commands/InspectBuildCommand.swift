// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reports
import Synchronization

/// `bootmatrix inspect build`.
struct InspectBuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Find the first real error in the log of a kernel build, and whose it is.",
        discussion: """
            Reads what make printed, from here or from anywhere: with other commands around it, colours, times before \
            each line, several jobs at once. Exit: 0 no error, 1 the kernel does not build, 125 the host or the user \
            stopped the build, or it cannot be told.
            """)

    @OptionGroup var options: InspectionOptions

    func run() async throws {
        let reading = Mutex(BuildReading())
        try await InputFile(name: options.file).read { piece in reading.withLock { $0.take(piece[...]) } }
        let inspection = reading.withLock { $0.finish() }
        Output.text(
            options.json ? try inspection.json(file: options.file) : inspection.text(style: options.style))
        throw ProcessExit(inspection.status)
    }
}
