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
}
