// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

/// The file that holds QEMU's standard error. Only an embedded libvirt keeps it where we may look.
struct HypervisorLog: Sendable {
    let path: String

    init?(domain: String, root: EmbeddedRoot?) {
        guard let root else { return nil }
        path = root.log(of: domain)
    }

    init(path: String) { self.path = path }

    /// QEMU's last complaints on one line; nil when it made none. The file begins with libvirt's own account of the
    /// start, which is not a complaint.
    func lastWords() -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        let length = (try? file.seekToEnd()) ?? 0
        try? file.seek(toOffset: length > 4096 ? length - 4096 : 0)
        let text = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
        return Self.complaints(in: text)
    }

    static func complaints(in text: String) -> String? {
        let lines = text.split(separator: "\n").filter { line in
            line.contains("qemu-system-") && !line.hasPrefix("/") && !line.contains("LC_ALL=")
                && !line.contains("char device redirected")
        }
        let last = lines.suffix(3).map { SafeText.line(String($0)) }
        return last.isEmpty ? nil : last.joined(separator: "; ")
    }
}
