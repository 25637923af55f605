// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Counts the lines that a parser could not use, and keeps the first to show.
struct LineReader {
    private(set) var strange = 0
    /// Whether there were more values than were asked for.
    private(set) var isCut = false
    private var example: String?

    /// What `parse` makes of each line that is not empty; nil means that the line makes no sense. Behind `most` values
    /// nothing is read.
    mutating func map<Value>(
        _ bytes: [UInt8], atMost most: Int = .max, _ parse: (ByteText) -> Value?
    ) -> [Value] {
        var values: [Value] = []
        for line in bytes.lines where !line.isEmpty {
            guard values.count < most else {
                isCut = true
                break
            }
            if let value = parse(line) { values.append(value) } else { note(line) }
        }
        return values
    }

    mutating func note(_ line: ByteText) {
        strange += 1
        if example == nil { example = SafeText.line(line.prefix(400), limit: 100) }
    }

    /// Nil when every line made sense.
    var problem: String? {
        example.map {
            strange == 1 ? "a line makes no sense: '\($0)'" : "\(strange) lines make no sense, first '\($0)'"
        }
    }
}
