// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// Writing that has reached the disk when it returns.
enum FileWriting {
    /// Makes a directory; its parent exists and it does not.
    static func makeDirectory(_ path: String) throws(RunStoreError) {
        guard mkdir(path, 0o755) == 0 else { throw .system("make this directory", path, errno) }
    }

    /// Makes a directory and those above it, as far as they are missing.
    static func makeDirectories(_ path: String) throws(RunStoreError) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += prefix.isEmpty || prefix.hasSuffix("/") ? String(part) : "/\(part)"
            if mkdir(prefix, 0o755) == 0 || (errno == EEXIST && FileReading.isDirectory(prefix)) { continue }
            throw .system("make this directory", prefix, errno == EEXIST ? ENOTDIR : errno)
        }
    }

    /// Writes a new file; it must not exist, so that no link in its place is ever followed. It is durable only after
    /// `syncFile`.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(RunStoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw .system("create this file", path, errno) }
        defer { close(descriptor) }
        try write(bytes, to: descriptor, path)
    }

    /// Makes a file's content durable (fsync(2)). An error of the disk since the file was written is seen here, also
    /// through a descriptor that was opened later.
    static func syncFile(_ path: String) throws(RunStoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .system("open this file", path, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("sync this file", path, errno) }
    }

    /// Writes all bytes, however many calls that takes (write(2)).
    static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(RunStoreError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("write", path, count == 0 ? ENOSPC : errno) }
            done += count
        }
    }

    /// Makes the names in a directory durable (fsync(2): "an explicit fsync() on a file descriptor for the directory").
    static func syncDirectory(_ path: String) throws(RunStoreError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open this directory", path, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("sync this directory", path, errno) }
    }

    /// Puts a finished directory or file in its place in one step, and makes that durable.
    static func publish(_ source: String, as target: String, in parent: String) throws(RunStoreError) {
        guard rename(source, target) == 0 else { throw .system("move the finished files here", target, errno) }
        try syncDirectory(parent)
    }

    /// Removes a tree; links in it are removed and not followed. What cannot be removed stays.
    static func removeTree(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
