// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// One message of a console or of `dmesg`, with what the way it came added to it taken off.
struct LogLine {
    /// From 1.
    var number: Int
    /// As it came, without the line's end.
    var raw: LogBytes
    /// The message: no level, timestamp or caller, no escape sequences.
    var body: LogBytes
    /// The message without the name of the watcher that speaks, such as `watchdog: ` or `rcu: `.
    var head: LogBytes
    /// Its timestamp; nil without one.
    var microseconds: UInt64?
    /// The task or CPU that said it, where the kernel adds that.
    var caller: Caller?
    /// The log ends in it, so that more of it may be missing.
    var isCut = false
    /// Other messages stand in the same line.
    var isTorn = false
    /// Another message with a time stands before it in its line.
    var isLater = false
    /// It stands before the time of another message in its line: most often it is no message.
    var isPreface = false

    /// A line is looked at up to here; a longer one is no message of the kernel (PRINTKRB_RECORD_MAX is 1,024).
    static let longest = 2_048
    /// Parts of one line: messages that were written into one another.
    private static let mostParts = 4

    /// Some watchers say their name first.
    private static let speakers: [StaticString] = ["watchdog: ", "NMI watchdog: ", "rcu: ", "traps: "]

    private init(number: Int, raw: LogBytes, message: LinePrefix.Message, isCut: Bool) {
        self.number = number
        self.raw = raw
        self.isCut = isCut
        body = message.body
        microseconds = message.microseconds
        caller = message.caller
        // Some kernels put a second blank after the caller.
        let text = body.first == 0x20 ? body.dropFirst() : body
        head = Self.speakers.lazy.compactMap { text.dropping($0) }.first ?? text
    }

    /// The messages in one line of a console. Consoles of several CPUs, and programs that write to the same one, begin a
    /// message in the middle of another's line; the timestamp shows where.
    static func messages(number: Int, raw: LogBytes, isCut: Bool = false) -> [LogLine] {
        let raw = raw.prefix(longest)
        let clean = LinePrefix.withoutControls(raw)
        guard let first = LinePrefix.time(in: clean, isFirst: true) else {
            return [LogLine(number: number, raw: raw, message: LinePrefix.Message(untimed: clean), isCut: isCut)]
        }
        var parts: [LogLine] = []
        // What stands before the first time is mostly the way's; it may be the beginning of a message too.
        let before = clean.prefix(first.start)
        let preface = LinePrefix.Message(untimed: before)
        if !preface.body.isEmpty {
            var line = LogLine(number: number, raw: before, message: preface, isCut: false)
            line.isPreface = true
            parts.append(line)
        }
        var time: PrintkTime? = first
        var rest = clean
        while let now = time, parts.count < mostParts {
            let text = rest.dropFirst(now.end)
            let next = LinePrefix.time(in: text, isFirst: false)
            let end = next.map { text.startIndex + $0.start } ?? text.endIndex
            let message = LinePrefix.Message(text[..<end], microseconds: now.microseconds)
            let isWhole = next == nil && rest.startIndex == clean.startIndex
            parts.append(
                LogLine(
                    number: number, raw: isWhole ? raw : rest[..<end], message: message, isCut: isCut && next == nil))
            parts[parts.count - 1].isTorn = !isWhole
            parts[parts.count - 1].isLater = rest.startIndex != clean.startIndex
            rest = rest[end...]
            time = next.map { _ in LinePrefix.time(in: rest, isFirst: false) } ?? nil
        }
        return parts
    }

    /// Text that it keeps alive.
    var heldBytes: Int { raw.count + body.count }

    /// The line as it came, made printable.
    var shown: String { SafeText.line(raw.last == 0x0D ? raw.dropLast() : raw) }
}
