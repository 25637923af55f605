// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// Everything that is wrong with one of the project's files, all of it at once: whoever edits a matrix should not have
/// to run the harness once per mistake.
public struct MatrixFileError: DiagnosableError {
    /// One thing that is wrong.
    public struct Problem: Hashable, Sendable {
        /// A stable word for programs, such as `unknown-key`; docs/matrix.md lists them.
        public var code: String
        public var file: String
        /// Counted from 1; nil when the file as a whole is meant.
        public var line: Int?
        /// Counted from 1, in Unicode scalars.
        public var column: Int?
        /// Where in the structure, such as `criteria[3].at-most`; list elements are counted from 0. Nil for faults of
        /// syntax.
        public var keyPath: String?
        /// One sentence without a full stop.
        public var what: String
        /// What is allowed, or what to do.
        public var remedy: String?

        public init(
            code: String, file: String, line: Int? = nil, column: Int? = nil, keyPath: String? = nil, what: String,
            remedy: String? = nil
        ) {
            self.code = code
            self.file = file
            self.line = line
            self.column = column
            self.keyPath = keyPath
            self.what = what
            self.remedy = remedy
        }

        /// `matrix.yaml:12:5`.
        public var location: String {
            line.map { FilePosition(file: file, line: $0, column: column).description } ?? file
        }

        /// The sentence with the key path before it.
        public var sentence: String { (keyPath.map { "\($0): " } ?? "") + what }
    }

    /// In the order of the file; never empty.
    public let problems: [Problem]
    /// What lies beneath, for files that could not be read at all.
    public let cause: (any Error)?
    private let first: Problem

    init(_ first: Problem, _ rest: [Problem] = [], cause: (any Error)? = nil) {
        self.first = first
        self.problems = [first] + rest
        self.cause = cause
    }

    public var code: String { first.code }
    public var blame: Blame { .user }
    public var location: String? { first.location }
    public var remedy: String? { first.remedy }
    public var what: String {
        problems.count == 1 ? first.sentence : "\(problems.count) problems, the first: \(first.sentence)"
    }

    /// One paragraph a problem.
    public var description: String {
        let paragraphs = problems.map { problem in
            "\(problem.location): \(problem.sentence)" + (problem.remedy.map { "\n  try: \($0)" } ?? "")
        }
        return paragraphs.joined(separator: "\n") + (cause.map { "\n  because: \($0)" } ?? "")
    }
}
