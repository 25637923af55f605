// SPDX-License-Identifier: Apache-2.0

/// The function that lockdep's report is about: where the lock is taken that must not be, or the code that makes it so.
enum LockBlame {
    static func find(_ message: LogBytes, in trace: Trace) -> String? {
        let frames = trace.frames.filter { !Machinery.isPart($0.name, of: .lockdep) }
        func first(_ places: Trace.Place...) -> String? { frames.first { places.contains($0.place) }?.name }
        if let caller = first(.caller) { return caller }
        // What runs in the interrupt decides; the other side may be any user of the lock.
        if message.holds("safe -> "), let safe = first(.safe) { return safe }
        if message.holds("suspicious") { return first(.stack) ?? first(.heldLock) }
        if message.holds("locks held") || message.holds("lock held") {
            return first(.lock, .heldLock) ?? first(.stack)
        }
        if message.holds("inconsistent lock state") { return first(.lock) ?? first(.stack) ?? first(.preface) }
        // The locks, then the chain between them, then the stack: whichever names code that is no lock's own first.
        return first(.lock) ?? first(.preface) ?? first(.stack) ?? first(.heldLock)
    }
}
