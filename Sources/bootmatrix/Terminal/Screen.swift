// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// Standard output as a terminal that may be slow: written to on a thread that may wait, given up when the task is
/// cancelled or the terminal is gone.
struct Screen: Sendable {
    private static let patienceMS: Int32 = 100

    func show(_ bytes: [UInt8]) async {
        let isCancelled = Atomic(false)
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                DispatchQueue.global().async {
                    Self.write(bytes) { isCancelled.load(ordering: .relaxed) }
                    continuation.resume()
                }
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
    }

    private static func write(_ bytes: [UInt8], isCancelled: () -> Bool) {
        var rest = bytes[...]
        while !rest.isEmpty, !isCancelled() {
            var ready = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
            let count = poll(&ready, 1, patienceMS)
            if count == 0 || (count < 0 && errno == EINTR) { continue }
            // Less than a terminal's buffer at once, or the write would wait for the rest of the room.
            let written = rest.prefix(512).withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR || errno == EAGAIN { continue }
            if written <= 0 { return }
            rest = rest.dropFirst(written)
        }
    }
}
