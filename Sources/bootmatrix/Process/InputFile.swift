// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Host
import Synchronization
import Vocabulary

/// A file that the user names, or standard input for `-`, read piece by piece on a thread that may block.
struct InputFile: Sendable {
    let name: String
    /// At most so many bytes are handed over at once.
    var piece = 1 << 20

    /// How the file is called in messages.
    var shown: String { name == "-" ? "standard input" : SafeText.line(name) }

    /// How often a wait for a pipe looks whether it was cancelled.
    private static let patienceMS: Int32 = 100

    /// Hands over the bytes in order until the end, or until `take` says false.
    /// - Throws: `HostError`, the user's when the file cannot be opened; `CancellationError`.
    func read(_ take: @escaping @Sendable ([UInt8]) -> Bool) async throws {
        let isCancelled = Atomic(false)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                DispatchQueue.global().async {
                    continuation.resume(
                        with: Result { try readNow(take) { isCancelled.load(ordering: .relaxed) } })
                }
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
    }

    private func readNow(_ take: ([UInt8]) -> Bool, isCancelled: () -> Bool) throws {
        let descriptor = name == "-" ? dup(0) : open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", errno, blame: .user) }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw failure("read", EISDIR, blame: .user)
        }
        while true {
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&ready, 1, Self.patienceMS)
            if isCancelled() { throw CancellationError() }
            if count == 0 || (count < 0 && errno == EINTR) { continue }
            var got = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: piece) { buffer, filled in
                got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                filled = max(0, got)
            }
            if got < 0, errno == EINTR || errno == EAGAIN { continue }
            guard got >= 0 else { throw failure("read", errno, blame: .host) }
            if got == 0 || !take(bytes) { return }
        }
    }

    private func failure(_ action: String, _ code: Int32, blame: Blame) -> HostError {
        HostError(
            .file, blame: blame, "cannot \(action) it: \(String(cString: strerror(code)))", at: shown,
            remedy: "name a file that can be read, or - for standard input")
    }
}
