// SPDX-License-Identifier: Apache-2.0

/// Finds at about a gigabyte a second the places in a console where one of many words begins: nearly all lines hold none
/// and need no closer look. The algorithm is Wu and Manber's ("A fast algorithm for multi-pattern searching", 1994) with
/// windows of four bytes, of which the last two say how far the window may move on.
struct Triggers: Sendable {
    private static let window = 4

    private struct Word {
        /// The window's bytes as they lie in memory.
        var head: UInt32
        var bytes: [UInt8]
    }

    /// By the last two bytes of a window: up to `window - 1` how far it moves on when no word has these bytes at its end,
    /// above that the number of the group of words that do.
    private let steps: [UInt8]
    private let groups: [[Word]]

    /// - Parameter texts: words of at least four bytes.
    init(_ texts: [[UInt8]]) {
        var byEnd: [Int: [Word]] = [:]
        var steps = [UInt8](repeating: UInt8(Self.window - 1), count: 1 << 16)
        for text in Set(texts) where text.count >= Self.window {
            for end in 1..<Self.window {
                let pair = Self.pair(text[end - 1], text[end])
                steps[pair] = min(steps[pair], UInt8(Self.window - 1 - end))
            }
            let head = text.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
            byEnd[Self.pair(text[2], text[3]), default: []].append(Word(head: head, bytes: text))
        }
        var groups: [[Word]] = []
        for (pair, words) in byEnd {
            // A byte numbers them; should there ever be more, the last group holds the rest.
            let number = min(groups.count, Int(UInt8.max) - Self.window)
            if number == groups.count { groups.append(words) } else { groups[number] += words }
            steps[pair] = UInt8(number + Self.window)
        }
        (self.steps, self.groups) = (steps, groups)
    }

    /// The offset of the first word that begins at `start` or after it.
    func first(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        steps.withUnsafeBufferPointer { steps in
            var last = start + Self.window - 1
            while last < text.count {
                let step = Int(steps[Self.pair(text[last - 1], text[last])])
                if step < Self.window {
                    last += step
                } else if isWord(of: groups[step - Self.window], in: text, at: last - (Self.window - 1)) {
                    return last - (Self.window - 1)
                } else {
                    last += 1
                }
            }
            return nil
        }
    }

    private func isWord(of group: [Word], in text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        let head = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: start, as: UInt32.self)
        for word in group where word.head == head {
            let rest = UnsafeBufferPointer(rebasing: text[start...])
            if word.bytes.withUnsafeBufferPointer({ ByteSearch.isPrefix($0, of: rest) }) { return true }
        }
        return false
    }

    private static func pair(_ first: UInt8, _ second: UInt8) -> Int { Int(first) << 8 | Int(second) }
}
