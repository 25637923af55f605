// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reports
import Synchronization
import Vocabulary

/// `bootmatrix inspect interrogation`.
struct InspectInterrogation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interrogation",
        abstract: "Say who runs and who waits, of a hung kernel's answers to sysrq l and w.",
        discussion: "Reads a stored boot's interrogation.log, or a log with such answers. It judges nothing; exit: 0.")

    @OptionGroup var options: InspectionOptions

    func run() async throws {
        let longest = Int(InterrogationInspection.longest.bytes)
        let bytes = Mutex<[UInt8]>([])
        try await InputFile(name: options.file).read { piece in
            bytes.withLock { bytes in
                bytes += piece.prefix(longest - bytes.count)
                return bytes.count < longest
            }
        }
        let inspection = InterrogationInspection(bytes.withLock { $0 })
        Output.text(
            options.json ? try inspection.json(file: options.file) : inspection.text(style: options.style))
    }
}
