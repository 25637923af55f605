// SPDX-License-Identifier: Apache-2.0

import Glibc
import Host
import Synchronization
import Vocabulary

/// Hears what a handle and its appliance say: writes it to a log, keeps the end for an error, and knows how long it
/// has been silent.
final class GuestfsListener: Sendable {
    private struct State {
        var tail: [UInt8] = []
        var lastHeard = ContinuousClock.now
    }
    private static let tailLimit = 16 << 10

    private let state = Mutex(State())
    private let descriptor: Int32

    /// - Parameter log: a file that everything is appended to; nil for none.
    init(log: String?) throws(ImageError) {
        guard let log else {
            descriptor = -1
            return
        }
        descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw ImageError(.file, "cannot write the log", at: log, cause: HostError.file("open", log, errno: errno))
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// - Parameter isConsole: bytes of the appliance's console come as they are; messages of the library are lines
    ///   without an end, and are for the log alone, which has room for each call that was made.
    func heard(_ bytes: UnsafeRawBufferPointer, isConsole: Bool) {
        let needsEnd = !isConsole && bytes.last != 0x0A
        state.withLock { state in
            state.lastHeard = .now
            guard isConsole else { return }
            state.tail.append(contentsOf: bytes)
            if state.tail.count > Self.tailLimit { state.tail.removeFirst(state.tail.count - Self.tailLimit) }
        }
        guard descriptor >= 0 else { return }
        // A full disk must not end the build here: the build itself will say so.
        _ = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        if needsEnd { _ = Glibc.write(descriptor, "\n", 1) }
    }

    func progressed() {
        state.withLock { $0.lastHeard = .now }
    }

    /// How long nothing was heard.
    var silence: Duration { state.withLock { $0.lastHeard }.duration(to: .now) }

    /// The console's last lines that say something, fit for a terminal. After a panic, the line that names it comes
    /// first: what the kernel prints afterwards tells a reader nothing.
    func lastLines(_ count: Int) -> [String] {
        let bytes = state.withLock { $0.tail }
        let lines = bytes.split { $0 == 0x0A || $0 == 0x0D }.map { SafeText.line($0, limit: 200) }
        let telling = lines.filter { $0.contains { !$0.isWhitespace } }
        let last = telling.suffix(count)
        guard let panic = telling.first(where: { $0.contains("Kernel panic") }), !last.contains(panic) else {
            return Array(last)
        }
        return [panic] + last.suffix(max(0, count - 1))
    }
}
