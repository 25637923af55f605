// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// What a hung kernel's answers to sysrq say of the hang: who computes, and who waits for what. It is a guess, taken at
/// one moment; a task that waits may be right to wait.
///
/// Backtraces are given to the same rules that blame reports of lockups and of hung tasks (`Guilt`).
public struct HangReading: Codable, Sendable, Hashable {
    public struct Suspect: Codable, Sendable, Hashable {
        public enum Kind: String, Codable, Sendable {
            /// A CPU that was in the kernel when it was asked.
            case busy
            /// A task in uninterruptible sleep.
            case blocked
        }
        public var kind: Kind
        /// `CPU 1`, or the task's name as the kernel has it, control characters made visible.
        public var who: String
        /// The function to blame; nil where the backtrace names none.
        public var function: String?
        /// Its backtrace, at most so many lines as a report has.
        public var lines: [String]
    }

    /// Begins a line of the harness in the text, before the answer to one question.
    public static let marker = "bootmatrix asks: "
    private static let most = 16
    /// As many as a guest can have CPUs; each costs a look at its backtrace.
    private static let mostBlocks = 256

    /// Busy CPUs first, then blocked tasks in the kernel's order.
    public private(set) var suspects: [Suspect] = []

    /// - Parameter said: markers and answers, as they came.
    public init(_ said: [UInt8]) {
        var blocks: [Block] = []
        for line in said.split(separator: 0x0A) {
            let text = Self.bare(line)
            if text.starts(with: Self.marker.utf8) {
                // What a kernel says when it panics of an NMI is the backtrace of one CPU, without a header.
                let isInterrupt = text.holds("non-maskable")
                blocks.append(Block(isInterrupt ? .cpu("the first CPU") : .other))
            } else if let start = Block(header: text) {
                blocks.append(start)
            } else if !blocks.isEmpty {
                blocks[blocks.count - 1].take(text)
            }
        }
        // Lazily: of a thousand tasks that wait, those beyond the last that is kept are not read.
        let busy = blocks.lazy.filter(\.isOfCPU).prefix(Self.mostBlocks).compactMap(\.suspect).prefix(Self.most)
        suspects = Array(busy)
        suspects += blocks.lazy.filter(\.isOfTask).compactMap(\.suspect).prefix(Self.most - suspects.count)
    }

    /// The most telling: one that has a function.
    public var cause: Suspect? { suspects.first { $0.function != nil } }

    /// Without carriage return and the brackets that printk puts in front: time, caller.
    private static func bare(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = line.last == 0x0D ? line.dropLast() : line
        while rest.first == 0x5B, let close = rest.prefix(24).firstIndex(of: 0x5D) {
            let inside = rest[(rest.startIndex + 1)..<close]
            guard !inside.isEmpty,
                inside.allSatisfy({ (0x30...0x39).contains($0) || [0x20, 0x2E, 0x43, 0x54].contains($0) })
            else { break }
            rest = rest[(close + 1)...]
        }
        return rest.first == 0x20 && rest.count < line.count ? rest.dropFirst() : rest
    }
}
