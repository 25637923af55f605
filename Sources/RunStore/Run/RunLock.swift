// SPDX-License-Identifier: Apache-2.0

import Glibc
import Vocabulary

/// The right to write to a run, held by an open file (flock(2)): it ends with the process however that ends, and is
/// not inherited by programs that we start, because the descriptor closes on exec.
final class RunLock: Sendable {
    static let fileName = "lock"

    private let descriptor: Int32

    /// - Throws: `locked` with the other's process id when somebody else writes.
    init(_ directory: String) throws(RunStoreError) {
        let path = "\(directory)/\(Self.fileName)"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .system("open the lock", path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            let holder = Self.holder(descriptor)
            close(descriptor)
            guard number == EWOULDBLOCK else { throw .system("take the lock", path, number) }
            let who = holder.map { "another bootmatrix (process \($0))" } ?? "another bootmatrix"
            throw RunStoreError(
                .locked, blame: .user, "\(who) is writing to this run", at: directory,
                remedy: "wait for it to end, or stop it, then try again")
        }
        self.descriptor = descriptor
        // The id is for people only: a full disk must not stop a run here.
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        // Closing is not enough: a child of ours that was forked and is not its program yet has the descriptor as well.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func holder(_ descriptor: Int32) -> Int? {
        var buffer = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return Int(String(decoding: buffer[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
