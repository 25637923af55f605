// SPDX-License-Identifier: Apache-2.0

import Yams

/// Collects what is wrong with one file, and with those that it takes lists from, while its reader goes on. A reader's
/// function that returns nil has put its reason in here.
final class Problems {
    typealias Problem = MatrixFileError.Problem

    /// A file with more faults than this is not a matrix; the rest is only counted.
    static let limit = 50

    let file: String
    /// Of the file that took this one in; nil for the first.
    private let first: Problems?
    private var list: [(file: Int, problem: Problem)] = []
    private var beyondLimit = 0
    /// In the order in which they were read.
    private var files: [String] = []

    init(file: String) {
        self.file = file
        first = nil
        files = [file]
    }

    private init(file: String, within first: Problems) {
        self.file = file
        self.first = first
    }

    /// For another file; what is wrong there is wrong with this one.
    func of(_ file: String) -> Problems {
        let first = first ?? self
        first.files.append(file)
        return Problems(file: file, within: first)
    }

    var isEmpty: Bool { first?.isEmpty ?? list.isEmpty }

    func add(_ code: String, line: Int?, column: Int? = nil, path: String? = nil, _ what: String, _ remedy: String?) {
        (first ?? self).collect(
            Problem(
                code: code, file: file, line: line, column: column, keyPath: path, what: what, remedy: remedy))
    }

    private func collect(_ problem: Problem) {
        guard list.count < Self.limit else {
            beyondLimit += 1
            return
        }
        list.append((files.firstIndex(of: problem.file) ?? 0, problem))
    }

    /// All problems as one error, file by file and in the order of each; nil when there are none.
    var error: MatrixFileError? {
        var sorted = list.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return (a.file, a.problem.line ?? 0, a.problem.column ?? 0, left.offset)
                < (b.file, b.problem.line ?? 0, b.problem.column ?? 0, right.offset)
        }.map(\.element.problem)
        guard let first = sorted.first else { return nil }
        if beyondLimit > 0 {
            sorted.append(
                Problem(code: "more", file: file, what: "and \(beyondLimit) more", remedy: "correct these first"))
        }
        return MatrixFileError(first, Array(sorted.dropFirst()))
    }

    /// Ends a reading: the value when nothing is wrong.
    func result<Value>(_ value: Value?) throws(MatrixFileError) -> Value {
        if let error { throw error }
        guard let value else {
            throw MatrixFileError(
                Problem(code: "unreadable", file: file, what: "the file could not be understood", remedy: nil))
        }
        return value
    }
}
