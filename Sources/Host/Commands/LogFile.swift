// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// An append-only text file that one command writes to.
final class LogFile: Sendable {
    private let descriptor: Int32

    /// - Throws: `HostError` when the file cannot be opened.
    init(appendingTo path: String) throws(HostError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw HostError.file("write the log", path, errno: errno) }
    }

    deinit { close(descriptor) }

    /// A full disk must not end a build that might still fit: what cannot be written is lost from the log only.
    func append(_ line: String) {
        let text = line.hasSuffix("\n") ? line : line + "\n"
        Array(text.utf8).withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                if count <= 0 { return }
                written += count
            }
        }
    }
}

/// Lines gathered from a callback, bounded.
final class LineBox: Sendable {
    private let state = Mutex<(lines: [String], size: Int)>(([], 0))

    func append(_ line: String) {
        state.withLock { state in
            guard state.size < 4 << 20 else { return }
            state.lines.append(line)
            state.size += line.utf8.count
        }
    }

    func joined() -> String {
        state.withLock { $0.lines.map { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }.joined(separator: "\n") }
    }
}
