// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Synchronization

/// One two-way libvirt stream of a guest, read as the bytes come.
///
/// Non-blocking streams with an event callback work alike with a local and a remote daemon, and let the console be
/// written to while it is read. Reading happens on libvirt's event thread; writing and closing anywhere.
final class LibvirtChannel: GuestChannel {
    /// Unchecked: a virStreamPtr may be used from any thread (libvirt's objects are reference counted and locked), and
    /// ours is used under the mutex only.
    private struct State: @unchecked Sendable {
        var raw: OpaquePointer?
        var reads = true
    }
    private let state: Mutex<State>
    private let sink: ChannelSink

    /// Bytes asked for at once, and at most taken in one turn of the event loop, which other guests wait for.
    private static let chunk = 64 << 10
    private static let turn = 1 << 20

    /// - Parameter connect: joins the new stream to a console or channel.
    init(
        _ connection: LibvirtConnection, sink: @escaping ChannelSink,
        connect: (OpaquePointer) throws(LibvirtFailure) -> Void
    ) throws(LibvirtFailure) {
        let raw = try LibvirtFailure.unwrap(virStreamNew(connection.raw, UInt32(VIR_STREAM_NONBLOCK.rawValue)))
        do {
            try connect(raw)
        } catch {
            virStreamFree(raw)
            throw error
        }
        state = Mutex(State(raw: raw))
        self.sink = sink
        let events =
            VIR_STREAM_EVENT_READABLE.rawValue | VIR_STREAM_EVENT_HANGUP.rawValue
            | VIR_STREAM_EVENT_ERROR.rawValue
        let context = Unmanaged.passRetained(self).toOpaque()
        let result = virStreamEventAddCallback(raw, Int32(events), Self.onEvent, context, Self.release)
        if result < 0 {
            let failure = LibvirtFailure.last()
            Self.release(context)
            close()
            throw failure
        }
    }

    private static let release: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
        guard let context else { return }
        Unmanaged<LibvirtChannel>.fromOpaque(context).release()
    }

    private static let onEvent: virStreamEventCallback = { _, _, context in
        guard let context else { return }
        Unmanaged<LibvirtChannel>.fromOpaque(context).takeUnretainedValue().drain()
    }

    /// Reads what is there. Every event leads here: after a hang-up there may still be bytes.
    private func drain() {
        var taken = 0
        while taken < Self.turn {
            guard let output = receive() else { return }
            var goOn = sink(output)
            if case .bytes(let bytes) = output { taken += bytes.count } else { goOn = false }
            if !goOn { return stopReading() }
        }
    }

    /// One read; nil when nothing is there now.
    private func receive() -> ChannelOutput? {
        state.withLock { state in
            guard let raw = state.raw, state.reads else { return nil }
            var failure: LibvirtFailure?
            var count: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, initialized in
                count = buffer.withMemoryRebound(to: CChar.self) { virStreamRecv(raw, $0.baseAddress, $0.count) }
                if count == -1 { failure = .last() }
                initialized = max(0, Int(count))
            }
            switch count {
            case -2: return nil
            case 0: return .ended(nil)
            case ..<0: return .ended(failure.map { "\($0)" } ?? "reading failed")
            default: return .bytes(bytes)
            }
        }
    }

    private func stopReading() {
        state.withLock { state in
            guard let raw = state.raw, state.reads else { return }
            state.reads = false
            virStreamEventRemoveCallback(raw)
        }
    }

    func send(_ bytes: ArraySlice<UInt8>) -> Int? {
        state.withLock { state in
            guard let raw = state.raw else { return nil }
            let count = bytes.withUnsafeBytes { buffer in
                virStreamSend(raw, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count)
            }
            return count == -2 ? 0 : count < 0 ? nil : Int(count)
        }
    }

    func close() {
        state.withLock { state in
            guard let raw = state.raw else { return }
            if state.reads { virStreamEventRemoveCallback(raw) }
            virStreamAbort(raw)
            virStreamFree(raw)
            state.raw = nil
        }
    }
}
