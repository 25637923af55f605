// SPDX-License-Identifier: Apache-2.0

/// Which function a report is about, and the report's title.
///
/// The kernel names the function that noticed: a checker, a lock, an allocator, a string routine. To blame is the first on
/// the stack that is none of those (`Machinery`); for stalls, which are noticed anywhere in a loop, the entry point under
/// which the kernel loops (`StallAnchor`).
struct Guilt {
    let kind: Finding.Kind
    let function: String?
    private let recogniser: Recogniser
    private let message: LogBytes
    /// The function that the message itself names.
    private let named: String?
    /// Where the CPU was when the exception came.
    private let counter: String?

    init(_ recogniser: Recogniser, header: LogLine, trace: Trace) {
        self.recogniser = recogniser
        message = recogniser.skipped > 0 ? header.body.dropFirst(recogniser.skipped) : header.head
        named = Self.named(in: message, of: recogniser)
        counter = recogniser.exception == .none ? nil : trace.frames.first { $0.place == .counter }?.name
        let isLockdeps = recogniser.kind == .warning && message.holds("kernel/locking/lockdep.c:")
        kind = isLockdeps ? .lockdep : recogniser.kind
        function = Self.function(recogniser, kind: kind, message: message, named: named, trace)
            .map(StallAnchor.systemCall)
    }

    /// Whether a whole report of this kind shows a function.
    static func wantsFunction(_ recogniser: Recogniser) -> Bool {
        switch recogniser.title {
        case .message, .fixed, .tail: false
        case .function, .caller, .warning, .checker: true
        }
    }

    func title(_ details: ReportDetails) -> String {
        switch recogniser.title {
        case .message: return ReportTitle.cleaned(message)
        case .fixed(let words): return words
        case .tail(let words, let start):
            return message.position(of: start).map { words + ReportTitle.cleaned(message[$0...]).withSpace } ?? words
        case .function(let words), .caller(let words): return words + (function.map { " in \($0)\(noticed)" } ?? "")
        case .warning:
            guard let function else { return ReportTitle.cleaned(message) }
            return "WARNING in \(function)\(noticed)"
        case .checker(let name): return checkerTitle(name, details)
        }
    }

    /// ` (FUNCTION)`, the one that noticed, where it is another than the one to blame.
    private var noticed: String {
        guard let place = named ?? counter, let function, place != function else { return "" }
        return " (\(place))"
    }

    /// `KASAN: slab-use-after-free Read in FUNCTION`.
    private func checkerTitle(_ name: String, _ details: ReportDetails) -> String {
        let whole = ReportTitle.cleaned(message)
        guard let function, !message.holds(" / ") else { return whole }
        var words = message.dropping("BUG: ") ?? message
        words = words.position(of: ": ").map { words[($0 + 2)...] } ?? words
        let ends = [words.position(of: " in "), words.position(of: " on address"), words.position(of: " at ")]
        let what = ends.compactMap { $0 }.min().map { words[..<$0] } ?? words
        let access = name == "KASAN" ? details.access.map { " \($0.rawValue)" } ?? "" : ""
        return "\(name): \(ReportTitle.cleaned(what))\(access) in \(function)\(noticed)"
    }

    private static func function(
        _ recogniser: Recogniser, kind: Finding.Kind, message: LogBytes, named: String?, _ trace: Trace
    ) -> String? {
        let stack = StackReading(trace)
        switch kind {
        case .panic: return panic(message, named: named, trace)
        case .rcuStall, .softLockup, .hardLockup: return StallAnchor.find(in: trace)
        case .lockdep where recogniser.kind == .lockdep: return LockBlame.find(message, in: trace)
        // Two accesses race; neither is more to blame than the other, whatever it is.
        case .kcsan: return named ?? stack.first(of: kind)
        case .memoryLeak: return stack.first(of: kind, anywhere: true)
        default: break
        }
        switch recogniser.title {
        case .fixed, .tail: return nil
        case .message, .caller: return stack.caller(of: kind) ?? stack.first(of: kind)
        case .function: return recogniser.exception == .none ? stack.first(of: kind) : stack.atException(kind)
        case .warning, .checker: return stack.below(named, of: kind)
        }
    }

    /// Only a broken stack has a function; what else panics says why in words.
    private static func panic(_ message: LogBytes, named: String?, _ trace: Trace) -> String? {
        if message.holds("corrupted stack end") { return StallAnchor.find(in: trace) }
        guard message.holds("stack is corrupted in") else { return nil }
        return named ?? StackReading(trace).first(of: .panic)
    }

    /// `in FUNCTION+0x1/0x2`, and of a WARN() `at FUNCTION+0x1/0x2` or `at FILE:LINE FUNCTION+0x1/0x2`.
    private static func named(in message: LogBytes, of recogniser: Recogniser) -> String? {
        let place = message.position(of: " in ") ?? message.position(of: " in: ") ?? message.position(of: " at ")
        guard let place else { return nil }
        for word in message[place...].prefix(400).split(separator: 0x20).prefix(5) {
            if let name = FrameText.named(word) ?? FrameText.decoded(message[word.startIndex...]) { return name }
        }
        // KCSAN writes two names without offsets.
        guard recogniser.kind == .kcsan, let start = message.position(of: " in ") else { return nil }
        return FrameText.identifier(message[(start + 4)...].firstWord)
    }
}

extension String {
    fileprivate var withSpace: String { isEmpty ? "" : " " + self }
}
