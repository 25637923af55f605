// SPDX-License-Identifier: Apache-2.0

/// The end of the line of kernel/hung_task.c, for a task whose name breaks the line.
enum HungTaskLine {
    static let triggers: [[UInt8]] = [Array(" blocked for more than ".utf8)]

    static func recogniser(_ line: LogLine) -> Recogniser? {
        let body = line.body
        guard let place = body.position(of: " blocked for more than "), body.holds(" seconds.") else { return nil }
        let pid = body[..<place].reversed().prefix(while: \.isDigit)
        guard (1...10).contains(pid.count), body[..<(place - pid.count)].last == UInt8(ascii: ":") else { return nil }
        return Recogniser("", .hungTask, .function("INFO: task hung"))
    }
}
