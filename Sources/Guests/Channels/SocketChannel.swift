// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Host
import Synchronization

/// A unix socket that QEMU listens on.
///
/// QEMU's vCPUs wait while a socket is full, and drop nothing once somebody is connected, so reading must be prompt
/// but need not be fast. libvirt hands QEMU a socket that already listens: connecting needs no waiting for QEMU.
final class SocketChannel: GuestChannel {
    /// Unchecked: a dispatch source may be cancelled from any thread (dispatch_source_cancel(3)), and nothing else is
    /// done with this one.
    private struct State: @unchecked Sendable {
        let descriptor: Int32
        /// Reads until it is cancelled; while it is there, only its cancellation handler may close the descriptor.
        var source: (any DispatchSourceRead)?
        var isClosed = false
    }
    private let state: Mutex<State>
    private let sink: ChannelSink

    private static let chunk = 256 << 10

    /// - Throws: `HostError` when the path is too long or nobody listens.
    init(_ path: String, sink: @escaping ChannelSink) throws {
        let descriptor = try Self.connect(path)
        self.sink = sink
        let source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: DispatchQueue(label: "channel \(path)"))
        state = Mutex(State(descriptor: descriptor, source: source))
        // The handlers keep this channel alive until the source is cancelled.
        source.setEventHandler { [self] in drain(descriptor) }
        source.setCancelHandler { [self] in readingStopped() }
        source.activate()
    }

    private static func connect(_ path: String) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { field in
            guard path.utf8.count < field.count else { return false }
            field.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { throw HostError.file("connect to", path, errno: ENAMETOOLONG) }
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw HostError.file("make a socket for", path, errno: errno) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            Glibc.close(descriptor)
            throw HostError.file("connect to", path, errno: code)
        }
        return descriptor
    }

    /// Reads until nothing is left: when the other end hangs up, libdispatch tells it once and forgets the source.
    /// On the source's queue, as is the cancellation handler that may close the descriptor: it is open here.
    private func drain(_ descriptor: Int32) {
        while let output = receive(descriptor) {
            if case .bytes = output, sink(output) { continue }
            if case .ended = output { _ = sink(output) }
            // At the end, and past the bound, the socket stays open and unread: a guest may wait, not run ahead.
            state.withLock { $0.source?.cancel() }
            return
        }
    }

    /// One read; nil when nothing is there now.
    private func receive(_ descriptor: Int32) -> ChannelOutput? {
        var count = 0
        var failure: Int32 = 0
        repeat {
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, initialized in
                count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                failure = count < 0 ? errno : 0
                initialized = max(0, count)
            }
            if count > 0 { return .bytes(bytes) }
        } while failure == EINTR
        switch failure {
        case EAGAIN: return nil
        case 0, ECONNRESET: return .ended(nil)
        default: return .ended(String(cString: strerror(failure)))
        }
    }

    private func readingStopped() {
        state.withLock { state in
            state.source = nil
            if state.isClosed { Glibc.close(state.descriptor) }
        }
    }

    func send(_ bytes: ArraySlice<UInt8>) -> Int? {
        state.withLock { state -> Int? in
            guard !state.isClosed else { return nil }
            let count = bytes.withUnsafeBytes {
                Glibc.send(state.descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return count }
            return errno == EAGAIN || errno == EINTR ? 0 : nil
        }
    }

    func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            if let source = state.source { source.cancel() } else { Glibc.close(state.descriptor) }
        }
    }
}
