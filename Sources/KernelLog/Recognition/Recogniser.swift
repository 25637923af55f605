// SPDX-License-Identifier: Apache-2.0

/// How one class of report begins.
struct Recogniser: Sendable {
    /// How the report's title is made.
    enum Title: Sendable {
        /// The message itself, figures removed.
        case message
        /// These words, and from the message what follows this text.
        case tail(String, from: StaticString)
        /// These words, and the function in which the CPU was, or else the one on the stack.
        case function(String)
        /// These words, and the function on the stack: where the CPU was says nothing here.
        case caller(String)
        /// `WARNING in`, and the function or else the file that the message names.
        case warning
        /// The checker's name, what it found, and the function.
        case checker(String)
        /// These words alone.
        case fixed(String)
    }

    /// What a report has to do with the processor's exception that may follow or be it.
    enum Exception: Sendable {
        case none
        /// The words before it, such as `BUG: unable to handle page fault`.
        case announced
        /// The line of die(), such as `Oops: 0002 [#1] SMP`.
        case itself
    }

    var prefix: [UInt8]
    var kind: Finding.Kind
    var title: Title
    var exception: Exception
    /// One of these must be in the message too; none means that the prefix is enough.
    var needs: [StaticString]
    /// Nobody else says this, so that it counts in the middle of a line as well.
    var isUnmistakable: Bool
    /// Bytes of the message that stand before it, where it was found in the middle of a line.
    var skipped = 0

    init(
        _ prefix: String, _ kind: Finding.Kind, _ title: Title, exception: Exception = .none,
        needs: [StaticString] = [], isUnmistakable: Bool = false
    ) {
        self.prefix = Array(prefix.utf8)
        self.kind = kind
        self.title = title
        self.exception = exception
        self.needs = needs
        self.isUnmistakable = isUnmistakable
    }

    /// One line is all that the kernel says of it; it may stand in the middle of another report.
    var isOneLine: Bool {
        if kind == .moduleLoad { return true }
        if case .fixed = title { return true }
        return false
    }

    func fits(_ text: LogBytes) -> Bool {
        text.begins(with: prefix) && (needs.isEmpty || needs.contains { text.holds($0) })
    }

    static let all = exceptions + warnings + lockdep + bugs + checkers + stalls + resources
}
