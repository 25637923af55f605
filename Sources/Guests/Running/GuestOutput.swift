// SPDX-License-Identifier: Apache-2.0

import Campaign
import Dispatch
import Synchronization
import Vocabulary

/// Turns what libvirt tells of one guest into the port's events, in order and within bounds.
///
/// Two channels bring the end of a guest: the streams close, and libvirt reports. The last event is sent only when
/// both have been heard, so that no byte follows it; whichever stays silent is waited for a short while.
final class GuestOutput: Sendable {
    enum Source: Hashable, Sendable, CaseIterable { case console, evidence }

    private struct State {
        var reader = LifecycleReader()
        var remaining: [Source: Int64]
        var open: Set<Source>
        /// A stream's own reason for its end.
        var streamFailure: String?
        var last: GuestEvent?
        var panicked = false
        var finished = false
        /// Who listens after the first consumer.
        var listener: AsyncStream<GuestEvent>.Continuation?
    }

    let events: AsyncStream<GuestEvent>
    private let continuation: AsyncStream<GuestEvent>.Continuation
    private let state: Mutex<State>
    /// QEMU's own last lines, where they can be read.
    private let lastWords: @Sendable () -> String?

    /// After libvirt reported the end, for streams to close.
    private static let streamGrace = DispatchTimeInterval.milliseconds(500)
    /// After the streams closed, for libvirt to report: it first waits for QEMU to end.
    private static let reportGrace = DispatchTimeInterval.seconds(10)

    /// - Parameter sources: the streams that will be opened.
    init(limits: GuestLimits, sources: Set<Source>, lastWords: @escaping @Sendable () -> String?) {
        (events, continuation) = AsyncStream.makeStream(of: GuestEvent.self, bufferingPolicy: .unbounded)
        let remaining = [Source.console: limits.console.bytes, .evidence: limits.evidence.bytes]
        state = Mutex(State(remaining: remaining, open: sources))
        self.lastWords = lastWords
    }

    /// Passes a stream's output on; false when the stream should be read no more.
    func received(_ output: ChannelOutput, from source: Source) -> Bool {
        switch output {
        case .bytes(let bytes): return received(bytes, from: source)
        case .ended(let failure):
            streamEnded(source, failure)
            return false
        }
    }

    private func received(_ bytes: [UInt8], from source: Source) -> Bool {
        state.withLock { state in
            guard !state.finished else { return false }
            let left = state.remaining[source] ?? 0
            let kept = Int64(bytes.count) <= left ? bytes : Array(bytes.prefix(Int(left)))
            state.remaining[source] = left - Int64(kept.count)
            if !kept.isEmpty {
                tell(source == .console ? .console(kept) : .evidence(kept), state)
            }
            guard kept.count < bytes.count else { return true }
            state.open.remove(source)
            tell(.overSize(source == .console ? "console" : "evidence"), state)
            return false
        }
    }

    private func streamEnded(_ source: Source, _ failure: String?) {
        let allEnded = state.withLock { state in
            state.open.remove(source)
            state.streamFailure = state.streamFailure ?? failure
            return state.open.isEmpty
        }
        guard allEnded else { return }
        if state.withLock({ $0.last != nil }) { return flush() }
        later(Self.reportGrace) { [self] in
            state.withLock { state in
                let reason = state.streamFailure.map { ": \($0)" } ?? ""
                state.last = state.last ?? .connectionLost("the guest's streams ended" + reason)
            }
            flush()
        }
    }

    /// Takes what libvirt reported. On libvirt's event thread.
    func occurred(_ occurrence: DomainOccurrence) {
        let change = state.withLock { $0.reader.read(occurrence) }
        switch change {
        case .nothing: break
        case .panicked: panicked()
        case .ended(let event): ended(event)
        }
    }

    private func panicked() {
        state.withLock { state in
            guard !state.panicked, !state.finished else { return }
            state.panicked = true
            tell(.panicked, state)
        }
    }

    private func ended(_ event: GuestEvent) {
        var event = event
        if case .hypervisorGone(let what) = event, let words = lastWords() {
            event = .hypervisorGone("\(what): \(words)")
        }
        let drained = state.withLock { state in
            state.last = state.last ?? event
            return state.open.isEmpty
        }
        if drained { flush() } else { later(Self.streamGrace) { [self] in flush() } }
    }

    /// Sends the last event and ends the stream.
    private func flush() {
        state.withLock { state in
            guard !state.finished else { return }
            state.finished = true
            // A guest that panicked ends by our own hand; that is told already.
            if let last = state.last, !state.panicked { tell(last, state) }
            close(state)
        }
    }

    /// `end` was called: nothing more is told.
    func finish() {
        state.withLock { state in
            state.finished = true
            close(state)
        }
    }

    /// A second stream, of what is told from now on: the first ends for good with the task that reads it. Nil when nothing
    /// more will be told.
    func listen() -> AsyncStream<GuestEvent>? {
        state.withLock { state in
            guard !state.finished, state.open.contains(.console) else { return nil }
            let (events, feed) = AsyncStream.makeStream(of: GuestEvent.self, bufferingPolicy: .unbounded)
            state.listener?.finish()
            state.listener = feed
            return events
        }
    }

    private func tell(_ event: GuestEvent, _ state: State) {
        continuation.yield(event)
        state.listener?.yield(event)
    }

    private func close(_ state: State) {
        continuation.finish()
        state.listener?.finish()
    }

    private func later(_ interval: DispatchTimeInterval, _ work: @escaping @Sendable () -> Void) {
        DispatchQueue.global().asyncAfter(deadline: .now() + interval, execute: work)
    }
}
