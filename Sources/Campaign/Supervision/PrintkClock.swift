// SPDX-License-Identifier: Apache-2.0

/// Follows the timestamps of printk (`[   12.345678]`, kernel/printk/printk.c print_time()) through a console, so that
/// a guest that repeats one line for ever is told from one that goes on. Text without timestamps counts as progress
/// until printk has begun: firmware and early consoles have none, and some kernels never.
struct PrintkClock: Sendable {
    /// What the lines that some bytes complete are.
    struct Heard: Hashable, Sendable {
        /// A line newer than all before, or a new one without a time.
        var progress = false
        /// One of those that does not say the same as one of the last different ones; numbers do not count.
        var news = false
        /// A line that is no newer than others, or one without a time after printk had begun.
        var repetition = false
        /// The kernel says that it panics.
        var panic = false
    }

    private var latest: Int64 = -1
    /// Up to this time lines belong to a report of a detector, which a guest that hangs prints again and again.
    private var reportUntil: Int64 = -1
    private var line: [UInt8] = []
    /// Sums over the last different lines, numbers left out.
    private var shapes: [UInt64] = []
    private static let longestPrefix = 200
    private static let shapesKept = 32
    /// In microseconds. A stack of each CPU may take seconds over a slow console.
    private static let reportLength: Int64 = 10_000_000
    private static let speaker = Array("bootmatrix-init: ".utf8)
    /// panic() in kernel/panic.c.
    private static let panic = Array("Kernel panic - not syncing".utf8)
    /// In the first lines of lockups, stalls and hung tasks: kernel/watchdog.c, kernel/rcu/tree_stall.h,
    /// kernel/hung_task.c, kernel/workqueue.c.
    private static let detectors = [
        "soft lockup", "ard LOCKUP", "detected stall", "detected expedited stall", "blocked for more than",
        "kthread starved", "workqueue lockup",
    ].map { Array($0.utf8) }

    mutating func hear(_ bytes: [UInt8]) -> Heard {
        var heard = Heard()
        for byte in bytes {
            guard byte == 0x0A else {
                if line.count < Self.longestPrefix { line.append(byte) }
                continue
            }
            if line.last == 0x0D { line.removeLast() }
            weigh(&heard)
            line.removeAll(keepingCapacity: true)
        }
        return heard
    }

    private mutating func weigh(_ heard: inout Heard) {
        // The guest's program has its own reader, `GuestWords`.
        guard !line.isEmpty, line.firstRange(of: Self.speaker) == nil else { return }
        if line.firstRange(of: Self.panic) != nil { heard.panic = true }
        let isReport = Self.detectors.contains { line.firstRange(of: $0) != nil }
        guard let time = Self.time(of: line) else {
            guard latest < 0, !isReport, !isKnown() else {
                if !isReport { heard.repetition = true }
                return
            }
            (heard.progress, heard.news) = (true, true)
            return
        }
        if isReport { reportUntil = time + Self.reportLength }
        if time <= latest {
            if time > reportUntil { heard.repetition = true }
            return
        }
        latest = time
        guard time > reportUntil else { return }
        heard.progress = true
        if !isKnown() { heard.news = true }
    }

    /// Whether the line was among the last different ones.
    private mutating func isKnown() -> Bool {
        // FNV-1a.
        let shape = line.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { sum, byte in
            (0x30...0x39).contains(byte) ? sum : (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        if shapes.contains(shape) { return true }
        shapes.append(shape)
        if shapes.count > Self.shapesKept { shapes.removeFirst() }
        return false
    }

    /// Microseconds since boot; nil when the line has no printk time.
    static func time(of line: [UInt8]) -> Int64? {
        let start = line.prefix(32)
        guard let open = start.firstIndex(of: 0x5B), let close = start[open...].firstIndex(of: 0x5D) else { return nil }
        let parts = start[(open + 1)..<close].split(separator: 0x2E)
        guard parts.count == 2, parts[1].count == 6 else { return nil }
        let seconds = parts[0].drop { $0 == 0x20 }
        // Digits only: a sign would pass for a number, and the console is a guest's.
        guard let whole = number(seconds), let fraction = number(parts[1]) else { return nil }
        return whole * 1_000_000 + fraction
    }

    /// At most twelve ASCII digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard (1...12).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
