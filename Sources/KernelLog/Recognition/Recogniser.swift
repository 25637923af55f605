// SPDX-License-Identifier: Apache-2.0

/// How one class of report begins. The table of them is indexed by the first byte of a message, and the prefix decides
/// next, so that the common line costs one look.
struct Recogniser: Sendable {
    /// How the report's title is made.
    enum Title: Sendable {
        /// The message itself, figures removed.
        case message
        /// These words, and the function in which the CPU was, or else the one on the stack.
        case function(String)
        /// These words, and the function on the stack: where the CPU was says nothing here.
        case caller(String)
        /// `WARNING in`, and the function or else the file that the message names.
        case warning
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

    init(
        _ prefix: String, _ kind: Finding.Kind, _ title: Title, exception: Exception = .none,
        needs: [StaticString] = []
    ) {
        self.prefix = Array(prefix.utf8)
        self.kind = kind
        self.title = title
        self.exception = exception
        self.needs = needs
    }

    /// Of several that fit, the one that says the most.
    static func recognise(_ line: LogLine) -> Recogniser? {
        guard let first = line.head.first else { return nil }
        return byFirstByte[Int(first)].first { candidate in
            line.head.begins(with: candidate.prefix)
                && (candidate.needs.isEmpty || candidate.needs.contains { line.head.holds($0) })
        }
    }

    private static let byFirstByte: [[Recogniser]] = {
        var table = [[Recogniser]](repeating: [], count: 256)
        for recogniser in exceptions + reports + stalls {
            guard let first = recogniser.prefix.first else { continue }
            table[Int(first)].append(recogniser)
        }
        // Of equal prefixes the one that needs more goes first.
        return table.map { list in
            list.sorted { ($0.prefix.count, $0.needs.count) > ($1.prefix.count, $1.needs.count) }
        }
    }()
}
