// SPDX-License-Identifier: Apache-2.0

import Glibc
import Host
import Vocabulary

/// Puts an empty overlay on disk.
enum OverlayFile {
    /// - Parameter base: a raw image; must be readable and stay as it is.
    static func write(_ path: String, over base: String) throws {
        var info = stat()
        guard stat(base, &info) == 0 else { throw HostError.file("look at the base image", base, errno: errno) }
        guard let bytes = OverlayImage.bytes(base: base, size: Int64(info.st_size)) else {
            throw GuestError(
                .definition, blame: .harness, "a base of \(info.st_size) bytes does not fit an overlay", at: base)
        }
        // What a killed run left here; a guest that still had it open would keep its own.
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw HostError.file("make the overlay", path, errno: errno) }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else {
            let code = written < 0 ? errno : ENOSPC
            unlink(path)
            throw HostError.file("write the overlay", path, errno: code)
        }
    }

    /// Whether a guest has written to the overlay. Takes a millisecond.
    static func isWritten(_ path: String) throws -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw HostError.file("look at the overlay", path, errno: errno) }
        defer { close(descriptor) }
        var code: Int32 = 0
        let head = [UInt8](unsafeUninitializedCapacity: OverlayImage.tableEnd) { buffer, filled in
            let count = pread(descriptor, buffer.baseAddress, OverlayImage.tableEnd, 0)
            code = count < 0 ? errno : 0
            filled = max(0, count)
        }
        guard let isWritten = OverlayImage.isWritten(head) else {
            throw HostError.file("look at the overlay", path, errno: code == 0 ? EINVAL : code)
        }
        return isWritten
    }
}
