// SPDX-License-Identifier: Apache-2.0

internal import Subprocess
internal import SystemPackage
internal import Vocabulary

/// A program to run, its arguments as a list: no shell ever sees them.
public struct Command: Sendable {
    /// A name that is looked up in PATH, or a path.
    public var executable: String
    public var arguments: [String]
    /// Added to the inherited environment; nil removes a variable.
    public var environment: [String: String?]
    public var directory: String?

    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String?] = [:],
        in directory: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
    }

    /// For messages: the words as they would be typed, shortened.
    public var line: String { SafeText.line(([executable] + arguments).joined(separator: " "), limit: 200) }
}

/// How a command ended. A non-zero exit is a normal result here; `checked` makes it an error.
public struct CommandResult: Sendable {
    public var command: Command
    /// 0 to 255, or 128 + the signal.
    public var status: Int
    /// The last lines of standard output and standard error together.
    public var tail: [String]

    public var succeeded: Bool { status == 0 }

    @discardableResult
    public func checked(remedy: String? = nil) throws(HostError) -> CommandResult {
        guard !succeeded else { return self }
        let last = tail.suffix(5).joined(separator: "\n  ")
        throw HostError(
            .commandFailed, "'\(command.line)' ended with status \(status)" + (last.isEmpty ? "" : "\n  \(last)"),
            remedy: remedy)
    }
}

extension Command {
    /// Runs the command to its end with both outputs joined, a line at a time.
    ///
    /// The child leads a process group of its own, so that Ctrl-C reaches us first and a cancelled build takes its
    /// compilers with it: TERM to the group, KILL after three seconds.
    ///
    /// - Parameters:
    ///   - log: a file that the output is appended to; created when absent.
    ///   - keeping: how many of the last lines the result holds.
    ///   - onLine: sees each line as it comes.
    /// - Throws: `HostError` when the program cannot be started, `CancellationError` when the task was cancelled.
    public func run(
        log: String? = nil, keeping: Int = 60, onLine: (@Sendable (String) -> Void)? = nil
    ) async throws -> CommandResult {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(3)),
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1)),
        ]
        let sink = try log.map { try LogFile(appendingTo: $0) }
        do {
            let result = try await Subprocess.run(
                executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
                arguments: Arguments(arguments),
                environment: .inherit.updating(
                    Dictionary(
                        uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })),
                workingDirectory: directory.map { FilePath($0) }, platformOptions: options,
                input: .none, output: .sequence, error: .combinedWithOutput
            ) { execution in
                var tail: [String] = []
                for try await line in execution.standardOutput.strings(bufferingPolicy: .maxLineLength(1 << 20)) {
                    sink?.append(line)
                    onLine?(line)
                    tail.append(line)
                    if tail.count > keeping { tail.removeFirst() }
                }
                return tail
            }
            try Task.checkCancellation()
            let status: Int =
                switch result.terminationStatus {
                case .exited(let code): Int(code)
                case .signaled(let signal): 128 + Int(signal)
                }
            return CommandResult(command: self, status: status, tail: result.closureResult)
        } catch let error as SubprocessError where !Task.isCancelled {
            throw HostError(
                .commandNotFound, "cannot run '\(executable)'", remedy: "install the package that holds it",
                cause: error)
        } catch {
            try Task.checkCancellation()
            throw error
        }
    }

    /// The whole output of a short command, at most 4 MiB; throws when it fails.
    public func output() async throws -> String {
        let lines = LineBox()
        try await run(onLine: { lines.append($0) }).checked()
        return lines.joined()
    }
}
