// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Vocabulary

/// The entry point. Every way out of the process goes through `ExitCode`.
@main
enum Main {
    static func main() async {
        if CommandLine.arguments.dropFirst().elementsEqual([TerminalGuard.word]) { TerminalGuard.run() }
        LibraryLog.redirect()
        let code = await Interruption.run {
            do {
                var command = try Bootmatrix.parseAsRoot()
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
                return ProcessExit.good
            } catch {
                return report(error)
            }
        }
        code.leave()
    }

    /// Says what went wrong, on standard error, and with which code to leave.
    private static func report(_ error: any Error) -> ProcessExit {
        if let exit = error as? ProcessExit { return exit }
        if error is CancellationError {
            Output.error("interrupted")
            return .interrupted
        }
        if let error = error as? any DiagnosableError {
            // It may quote a file, a tool or a guest.
            Output.error(SafeText.lines("bootmatrix: \(error)"))
            return error.blame == .user ? .usage : .noVerdict
        }
        let text = Bootmatrix.fullMessage(for: error)
        if Bootmatrix.exitCode(for: error) == .success {
            // `--help` and `--version` arrive as errors.
            Output.text(text)
            return .good
        }
        Output.error(text)
        return .usage
    }
}
