// SPDX-License-Identifier: Apache-2.0

import Host
import Vocabulary

extension ImageError {
    static func noSpace(for what: String, at location: String, cause: (any Error)? = nil) -> ImageError {
        ImageError(
            .noSpace, "there is not enough disk space for \(what)", at: location,
            remedy: "free disk space, or set BOOTMATRIX_CACHE to a directory on a larger disk", cause: cause)
    }

    /// Throws when less than `wanted` is free where `path` is; a file system that cannot be asked is trusted.
    static func requireSpace(_ wanted: ByteCount, for what: String, at path: String) throws(ImageError) {
        guard let free = HostFacts.freeSpace(at: path), free < wanted else { return }
        throw noSpace(for: "\(what) (\(wanted) wanted, \(free) free)", at: path)
    }
}
