// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The file that holds QEMU's standard error. Only an embedded libvirt keeps it where we may look.
struct HypervisorLog: Sendable {
    let path: String

    init?(domain: String, root: EmbeddedRoot?) {
        guard let root else { return nil }
        path = root.log(of: domain)
    }

    /// QEMU's last complaints on one line, from the file's last 4 KiB; nil when it made none.
    func lastWords() -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        let length = (try? file.seekToEnd()) ?? 0
        try? file.seek(toOffset: length > 4096 ? length - 4096 : 0)
        let text = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
        return HypervisorComplaint.summary(of: text)
    }
}
