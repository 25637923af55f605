// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

/// The few file operations that trees and patches need, with errors that name the path.
enum Files {
    struct Content: Hashable {
        var bytes: Data
        /// The permission bits.
        var mode: mode_t
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The content of a regular file; nil when there is none, or something else is there.
    static func content(_ path: String) throws(HostError) -> Content? {
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
        do {
            return Content(bytes: try Data(contentsOf: URL(fileURLWithPath: path)), mode: info.st_mode & 0o777)
        } catch {
            throw HostError(.file, "cannot read", at: path, cause: error)
        }
    }

    /// Puts content at a path by way of `temporary` on the same file system, so that the path holds the old bytes or
    /// the new ones; makes the parents. The file's modification time is now.
    static func replace(_ path: String, with content: Content, by temporary: String) throws(HostError) {
        try Directories.make(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, content.mode)
        guard descriptor >= 0 else { throw HostError.file("write", path, errno: errno) }
        defer { close(descriptor) }
        var left = content.bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw HostError.file("write", path, errno: errno) }
            left = left.dropFirst(count)
        }
        guard fchmod(descriptor, content.mode) == 0, fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw HostError.file("write", path, errno: errno)
        }
    }

    /// Removes a file or a directory with all that is in it; it is no error when there is none.
    static func remove(_ path: String) throws(HostError) {
        var info = stat()
        guard lstat(path, &info) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw HostError(.file, "cannot remove", at: path, remedy: "remove it by hand", cause: error)
        }
    }
}
