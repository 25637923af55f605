// SPDX-License-Identifier: Apache-2.0

import CGuestfs
import Glibc
import Vocabulary

/// What libguestfs said about a handle's last failed call.
struct GuestfsFailure: Error, Equatable, CustomStringConvertible {
    /// The call, as guestfs(3) names it without its prefix, such as `tar_in`.
    let call: String
    let message: String
    /// errno(3) of the host or of the appliance; 0 where libguestfs has none (guestfs_last_errno).
    let errno: Int32

    var description: String { "libguestfs, \(call): \(message)" }

    /// The appliance's file system or the host's is full.
    var isNoSpace: Bool {
        errno == ENOSPC || errno == EDQUOT || message.contains("No space left on device")
    }

    init(call: String, message: String, errno: Int32) {
        self.call = call
        self.message = message
        self.errno = errno
    }

    /// libguestfs keeps the last error in the handle, and the next call may replace it: read at once, on the thread
    /// that called (guestfs(3), "ERROR HANDLING").
    init(call: String, handle: OpaquePointer) {
        let text = guestfs_last_error(handle).map { String(cString: $0) } ?? "failed without a reason"
        // What follows the first line is advice about libguestfs's own tools and its environment variables.
        let first = text.split(separator: "\n").first ?? ""
        self.init(call: call, message: SafeText.line(first.utf8, limit: 500), errno: guestfs_last_errno(handle))
    }
}
