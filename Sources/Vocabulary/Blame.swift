// SPDX-License-Identifier: Apache-2.0

/// Whose fault a bad outcome is. Part of every error's type, because a false accusation of the kernel ends a
/// maintainer's trust. What nobody recognised is the harness's.
public enum Blame: String, Codable, Sendable, CaseIterable {
    /// The kernel under test did something that a criterion forbids.
    case kernel
    /// What runs on the kernel failed, udevd or the workload's program, and nothing shows that the kernel is at fault.
    case workload
    /// The test itself broke, or could not prove what it ran.
    case harness
    /// The machine lacked something: memory, disk, a package, a working accelerator.
    case host
    /// A file or an argument is wrong.
    case user
}

/// What every module's error can say of itself. One conforming type a module.
public protocol DiagnosableError: Error, CustomStringConvertible {
    /// A stable word for programs, such as `unknown-key`.
    var code: String { get }
    var blame: Blame { get }
    /// What happened, one sentence without a full stop.
    var what: String { get }
    /// Where: `matrix.yaml:12`, a cell, a path.
    var location: String? { get }
    /// What to do next, as an imperative sentence.
    var remedy: String? { get }
    /// What lies beneath.
    var cause: (any Error)? { get }
}

extension DiagnosableError {
    public var description: String {
        var text = (location.map { "\($0): " } ?? "") + what
        if let cause { text += "\n  because: \(cause)" }
        if let remedy { text += "\n  try: \(remedy)" }
        return text
    }
}

extension DiagnosableError {
    /// One line for a table or a stored record: where, what, and what lies beneath, without the remedy.
    public var line: String {
        let beneath = (cause as? any DiagnosableError).map(\.line) ?? cause.map { "\($0)" }
        let text = (location.map { "\($0): " } ?? "") + what + (beneath.map { " (\($0))" } ?? "")
        return text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: "; ")
    }
}

/// The line of any error: ours as above, another's description without its line breaks.
public func errorLine(_ error: any Error) -> String {
    (error as? any DiagnosableError)?.line
        ?? "\(error)".split(whereSeparator: \.isNewline).joined(separator: "; ")
}

/// A place in a text file, lines and columns counted from 1.
public struct FilePosition: Hashable, Sendable, Codable, CustomStringConvertible {
    public var file: String
    public var line: Int
    public var column: Int?

    public init(file: String, line: Int, column: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String {
        "\(file):\(line)" + (column.map { ":\($0)" } ?? "")
    }
}
