// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Glibc

/// An advisory lock on a file (flock(2)). The kernel drops it when the process ends, however it ends, so a lock that
/// is held has a living holder. A file that others may want to lock stays: who finds another file at its path after
/// having locked it starts over.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32
    public let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        // Closing is not enough: a child of ours that was forked and is not its program yet has the descriptor as well.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Takes the lock, or nil when another process (or another part of this one) holds it. The file is made when it is
    /// absent; one that may only be read can be locked as well.
    /// - Parameter making: what is made when it is absent. `nothing`: nil where there is no file.
    /// - Throws: `HostError` when the file cannot be opened.
    public static func attempt(
        _ path: String, shared: Bool = false, making: Making = .file
    ) throws(HostError) -> FileLock? {
        while true {
            guard let descriptor = try openOrMake(path, making) else { return nil }
            while flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
                let code = errno
                if code == EINTR { continue }
                close(descriptor)
                if code == EWOULDBLOCK { return nil }
                throw HostError.file("lock", path, errno: code)
            }
            if isAt(path, descriptor) { return FileLock(descriptor: descriptor, path: path) }
            // Its last holder removed it between our two calls.
            close(descriptor)
        }
    }

    /// What there need not be before a lock is taken.
    public enum Making: Sendable {
        case nothing
        case file
        /// Its directory as well, which others may remove as long as they hold the lock.
        case directory
    }

    /// Whether some process holds the lock for itself. False where there is no such file: nothing is made. True where
    /// that cannot be told, as without a free descriptor: who asks wants to remove what is nobody's.
    public static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return errno != ENOENT }
        defer { close(descriptor) }
        return isHeld(descriptor)
    }

    /// The same of an open file, which may be open for reading only. Takes the lock for a moment, shared, where it is
    /// free: whoever looks and whoever locks should have a third lock between them.
    static func isHeld(_ descriptor: Int32) -> Bool {
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else {
            flock(descriptor, LOCK_UN)
            return false
        }
        return errno == EWOULDBLOCK
    }

    /// Never O_CREAT on a file that is there: in a directory that everybody may write to, the kernel then refuses files
    /// of other users, to root as well (proc_sys_fs(5), `protected_regular`).
    private static func openOrMake(_ path: String, _ making: Making) throws(HostError) -> Int32? {
        while true {
            var descriptor = open(path, O_RDWR | O_CLOEXEC)
            if descriptor < 0, [EACCES, EROFS].contains(errno) { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
            if descriptor < 0, errno == ENOENT {
                if making == .nothing { return nil }
                if making == .directory { try Directories.make((path as NSString).deletingLastPathComponent) }
                descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
                if descriptor < 0, errno == EEXIST || (errno == ENOENT && making == .directory) { continue }
            }
            guard descriptor >= 0 else { throw HostError.file("open the lock", path, errno: errno) }
            return descriptor
        }
    }

    private static func isAt(_ path: String, _ descriptor: Int32) -> Bool {
        var named = stat()
        return stat(path, &named) == 0 && identity(descriptor) == Identity(device: named.st_dev, inode: named.st_ino)
    }

    /// Which file it is, whatever it is called by now.
    struct Identity: Hashable, Sendable {
        var device: dev_t
        var inode: ino_t
    }

    var identity: Identity? { Self.identity(descriptor) }

    /// Whether the path still names the file that is locked.
    var isInPlace: Bool { Self.isAt(path, descriptor) }

    private static func identity(_ descriptor: Int32) -> Identity? {
        var info = stat()
        return fstat(descriptor, &info) == 0 ? Identity(device: info.st_dev, inode: info.st_ino) : nil
    }

    /// Waits for the lock, looking again every 100 ms: flock's own wait would block a thread and ignore cancellation.
    /// - Parameter onWait: called once, when the lock is held by another.
    public static func acquire(
        _ path: String, shared: Bool = false, making: Making = .file, onWait: (@Sendable () -> Void)? = nil
    ) async throws -> FileLock {
        var waited = false
        while true {
            if let lock = try attempt(path, shared: shared, making: making) { return lock }
            if !waited { onWait?() }
            waited = true
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// The file's text, as far as it is read: its first 4 KiB.
    func text() -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// Replaces the file's text, so that others can see whose it is. The old end is cut after the new text is there:
    /// who reads the first line meanwhile reads the old one or the new one.
    /// - Returns: false when it is not there whole, as on a full disk.
    @discardableResult
    public func write(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        return count == bytes.count && ftruncate(descriptor, off_t(count)) == 0
    }

    /// Sets the file's permissions whatever the umask is.
    public func setMode(_ mode: mode_t) { fchmod(descriptor, mode) }

    /// Sets the file's times to now (futimens(3)): a sign of life beside the lock, which a stopped process keeps.
    public func touch() { futimens(descriptor, nil) }
}
