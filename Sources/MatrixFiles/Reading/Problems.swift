// SPDX-License-Identifier: Apache-2.0

import Yams

/// Collects what is wrong with one file while its reader goes on. A reader's function that returns nil has put its
/// reason in here.
final class Problems {
    typealias Problem = MatrixFileError.Problem

    /// A file with more faults than this is not a matrix; the rest is only counted.
    static let limit = 50

    let file: String
    private var list: [Problem] = []
    private var beyondLimit = 0

    init(file: String) { self.file = file }

    var isEmpty: Bool { list.isEmpty }

    func add(_ code: String, line: Int?, column: Int? = nil, path: String? = nil, _ what: String, _ remedy: String?) {
        guard list.count < Self.limit else {
            beyondLimit += 1
            return
        }
        list.append(
            Problem(
                code: code, file: file, line: line, column: column, keyPath: path, what: what, remedy: remedy))
    }

    /// All problems as one error, in the order of the file; nil when there are none.
    var error: MatrixFileError? {
        var sorted = list.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return (a.line ?? 0, a.column ?? 0, left.offset) < (b.line ?? 0, b.column ?? 0, right.offset)
        }.map(\.element)
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
