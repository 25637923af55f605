// SPDX-License-Identifier: Apache-2.0

/// Where the kernel was, as a report's lines say it: read line by line, bounded. Layouts of all architectures that print
/// functions as `name+0x12/0x34` (lib/vsprintf.c, `%pS`).
struct Trace {
    /// What the frame is a frame of.
    enum Place {
        /// The program counter.
        case counter
        /// A stack under `Call Trace:` or words like it.
        case stack
        /// A list of functions before any such words: the existing chain of lockdep, the first stack of KMSAN.
        case preface
        /// The other stacks of a report: who allocated and freed the object.
        case aside
        /// `at: FUNCTION` of the lock that lockdep complains about; of a lock that is held beside it.
        case lock, heldLock
        /// The stack at which a lock became safe for interrupts.
        case safe
        /// `caller is FUNCTION`.
        case caller
    }

    struct Frame {
        var name: String
        var place: Place
        /// Frames of one context have the same number.
        var stack: Int
    }

    private(set) var frames: [Frame] = []
    private var place = Place.preface
    private var stack = 0
    /// Words were seen that begin with another CPU or task.
    private var isBroken = false

    static let mostFrames = 300

    /// Whether a stack was seen, and not only functions beside one.
    var hasStack: Bool { frames.contains { $0.place == .stack || $0.place == .preface } }

    mutating func take(_ body: LogBytes) {
        guard frames.count < Self.mostFrames else { return }
        let line = body.trimmed
        guard let first = line.first else { return }
        if first == UInt8(ascii: "<") || first == UInt8(ascii: "[") || first == UInt8(ascii: "(") {
            // Frames of most layouts begin so, no other words do.
        } else if let counter = FrameText.counter(line) {
            takeCounter(counter)
            return
        } else if takeWords(line) {
            return
        }
        if takeLock(line) { return }
        if let name = FrameText.frame(line) { add(name, place) }
    }

    private mutating func takeCounter(_ counter: FrameText.Counter) {
        switch counter {
        case .kernel(let name):
            if isBroken { next() }
            if let name { add(name, .counter) }
            if place == .aside { place = .preface }
        case .user: place = .aside
        }
    }

    /// Words that say what the functions after them are.
    private mutating func takeWords(_ line: LogBytes) -> Bool {
        if let rest = FrameText.afterStackWords(line) {
            // A program counter and the stack under it are one context.
            if isBroken || frames.last.map({ $0.place != .counter }) ?? false { next() }
            place = .stack
            if let name = FrameText.frame(rest.trimmed) { add(name, .stack) }
            return true
        }
        if line.begins(withAny: Self.asides) {
            place = .aside
            return true
        }
        if line.begins(withAny: Self.breaks) {
            isBroken = true
            return false
        }
        if line.holds("-safe at:") || line.holds("-irq-safe at:") {
            place = .safe
            return true
        }
        if place == .safe, line.begins(with: "to a ") {
            place = .aside
            return true
        }
        if let rest = line.dropping("caller is "), let name = FrameText.frame(rest) {
            add(name, .caller)
            return true
        }
        if let rest = line.dropping("last function: "), let name = FrameText.identifier(rest.firstWord) {
            add(name, .caller)
            return true
        }
        return false
    }

    /// `(&mm->mmap_lock){++++}-{3:3}, at: do_user_addr_fault+0x1/0x2`.
    private mutating func takeLock(_ line: LogBytes) -> Bool {
        guard let at = line.position(of: ", at: "), let name = FrameText.frame(line[(at + 6)...]) else { return false }
        add(name, line.first == UInt8(ascii: "#") ? .heldLock : .lock)
        return true
    }

    private mutating func next() {
        stack += 1
        isBroken = false
        if place == .aside { place = .preface }
    }

    private mutating func add(_ name: String, _ place: Place) {
        frames.append(Frame(name: name, place: place, stack: stack))
    }

    private static let asides: [StaticString] = [
        "Allocated by task", "Freed by task", "allocated by task", "freed by task", "Last potentially related",
        "Second to last potentially", "Uninit was ", "Local variable", "page last free", "Allocated:", "Freed:",
        "The buggy address", "Memory state around", "Preemption disabled at",
    ]
    private static let breaks: [StaticString] = [
        "CPU: ", "NMI backtrace for cpu", "Task dump for CPU", "task:", "Sending NMI",
    ]
}
