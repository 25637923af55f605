// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
import KernelLog
import Vocabulary

/// Asks a hung kernel what it is doing, by sysrq (Documentation/admin-guide/sysrq.rst), and where it answers nothing, by
/// a non-maskable interrupt. A pure state machine: what is heard and the time go in, at most one action comes out.
///
/// What the kernel says is kept apart from the console: its backtraces look like crashes, and are none.
public struct Interrogation: Sendable {
    public enum Input: Sendable {
        case console([UInt8])
        /// pvpanic's event.
        case panicked
        /// Nothing can be heard any more, the last action could not be done, or nobody waits for an answer.
        case closed
        case tick
    }

    public enum Action: Hashable, Sendable {
        /// A break on the serial line, then the key.
        case press(UInt8)
        case interrupt
    }

    private enum State: Sendable {
        /// `next`: the place in `keys` of the one that follows; `from`: where its answer begins in `said`.
        case asking(next: Int, since: Duration, from: Int)
        case interrupting(since: Duration, from: Int)
        case over
    }

    /// The console's level first, or most of an answer would not be shown, then from the most to the least telling: all
    /// CPUs' backtraces, blocked tasks, memory, all tasks.
    static let keys: [(key: UInt8, meaning: String)] = [
        (UInt8(ascii: "9"), "show everything"), (UInt8(ascii: "l"), "backtraces of the CPUs"),
        (UInt8(ascii: "w"), "blocked tasks"), (UInt8(ascii: "m"), "memory"), (UInt8(ascii: "t"), "all tasks"),
    ]
    /// Begins a line of ours among those of the kernel, before the answer to a key.
    public static let marker = HangReading.marker

    private let bounds: InterrogationBounds
    private var state = State.over
    private var begun = Duration.zero
    private var lastHeard = Duration.zero
    private var answered = ""
    private var wasInterrupted = false
    private var hasPanicked = false
    private var isCut = false
    /// Our markers, and between them what the kernel said.
    public private(set) var said: [UInt8] = []

    public init(bounds: InterrogationBounds) { self.bounds = bounds }

    public var isOver: Bool { if case .over = state { true } else { false } }

    public var record: PostMortemRecord.Interrogation {
        PostMortemRecord.Interrogation(
            size: .bytes(said.count), answered: answered, interrupted: wasInterrupted, panicked: hasPanicked,
            isCut: isCut)
    }

    public mutating func begin(at now: Duration) -> Action? {
        begun = now
        return ask(0, at: now)
    }

    /// The last action is done: only now can anything come of it.
    public mutating func acted(at now: Duration) {
        switch state {
        case .asking(let next, _, let from): state = .asking(next: next, since: now, from: from)
        case .interrupting(_, let from): state = .interrupting(since: now, from: from)
        case .over: return
        }
        lastHeard = now
    }

    public mutating func take(_ input: Input, at now: Duration) -> Action? {
        guard !isOver else { return nil }
        switch input {
        case .console(let bytes):
            lastHeard = now
            let room = Int(bounds.totalSize.bytes) - said.count
            said += bytes.prefix(max(0, room))
            if bytes.count > room { return end(cut: true) }
        case .panicked: hasPanicked = true
        case .closed: return end(cut: true)
        case .tick: break
        }
        guard now - begun < bounds.total else { return end(cut: true) }
        return goOn(at: now)
    }

    private mutating func goOn(at now: Duration) -> Action? {
        switch state {
        case .over: return nil
        case .asking(let next, let since, let from):
            let isAnswered = Self.isAnswer(said[from...])
            // A console that is never quiet says nothing about whether it was heard.
            if !isAnswered { return now - since < bounds.patience ? nil : unanswered(next, at: now) }
            // There is nothing to leave room for after the last.
            let isLong =
                next < Self.keys.count
                && (said.count - from >= Int(bounds.answerSize.bytes) || now - since >= bounds.answer)
            guard isLong || now - lastHeard >= bounds.quiet else { return nil }
            if isLong { isCut = true }
            noteAnswer(next)
            return ask(next, at: now)
        case .interrupting(let since, let from):
            // After its panic's event a guest stands still, and what it said is on its way.
            let isHeard = said.count > from || hasPanicked
            let waited = now - max(since, lastHeard)
            let isEnough = waited >= (isHeard ? bounds.quiet : bounds.interrupt)
            return isEnough || now - since >= max(bounds.answer, bounds.interrupt) ? end(cut: false) : nil
        }
    }

    private mutating func noteAnswer(_ next: Int) {
        if next > 1 { answered.unicodeScalars.append(Unicode.Scalar(Self.keys[next - 1].key)) }
    }

    private mutating func ask(_ index: Int, at now: Duration) -> Action? {
        guard index < Self.keys.count else { return end(cut: false) }
        let (key, meaning) = Self.keys[index]
        mark("sysrq \(Character(Unicode.Scalar(key))), \(meaning)")
        state = .asking(next: index + 1, since: now, from: said.count)
        lastHeard = now
        return .press(key)
    }

    /// One that answered before may be slow; one that never did is deaf to all of it.
    private mutating func unanswered(_ next: Int, at now: Duration) -> Action? {
        if next > 1 { return ask(next, at: now) }
        mark("a non-maskable interrupt")
        wasInterrupted = true
        state = .interrupting(since: now, from: said.count)
        lastHeard = now
        return .interrupt
    }

    private mutating func end(cut: Bool) -> Action? {
        if cut {
            isCut = true
            // What it said until then is an answer.
            if case .asking(let next, _, let from) = state, Self.isAnswer(said[from...]) { noteAnswer(next) }
        }
        state = .over
        return nil
    }

    private mutating func mark(_ words: String) {
        if let last = said.last, last != 0x0A { said.append(0x0A) }
        said += Array((Self.marker + words + "\n").utf8)
    }

    /// The header that the kernel prints before it does what the key says (drivers/tty/sysrq.c, __handle_sysrq):
    /// `sysrq: Show Blocked State`, and `SysRq : ` before 4.20.
    private static func isAnswer(_ bytes: ArraySlice<UInt8>) -> Bool {
        headers.contains { bytes.firstRange(of: $0) != nil }
    }

    private static let headers = [Array("sysrq: ".utf8), Array("SysRq : ".utf8)]
}
