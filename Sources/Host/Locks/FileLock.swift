// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An advisory lock on a file (flock(2)). The kernel drops it when the process ends, however it ends, so a lock that
/// is held has a living holder. The file itself stays: removing it would let two holders lock different inodes.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32
    public let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Takes the lock, or nil when another process (or another part of this one) holds it.
    /// - Throws: `HostError` when the file cannot be opened.
    public static func attempt(_ path: String, shared: Bool = false) throws(HostError) -> FileLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw HostError.file("open the lock", path, errno: errno) }
        while flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            close(descriptor)
            if code == EWOULDBLOCK { return nil }
            throw HostError.file("lock", path, errno: code)
        }
        return FileLock(descriptor: descriptor, path: path)
    }

    /// Waits for the lock, looking again every 100 ms: flock's own wait would block a thread and ignore cancellation.
    /// - Parameter onWait: called once, when the lock is held by another.
    public static func acquire(
        _ path: String, shared: Bool = false, onWait: (@Sendable () -> Void)? = nil
    ) async throws -> FileLock {
        var waited = false
        while true {
            if let lock = try attempt(path, shared: shared) { return lock }
            if !waited { onWait?() }
            waited = true
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Replaces the file's text, so that a person who finds it can see whose it is.
    public func write(_ text: String) {
        ftruncate(descriptor, 0)
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}
