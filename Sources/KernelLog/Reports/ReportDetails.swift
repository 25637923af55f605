// SPDX-License-Identifier: Apache-2.0

/// What a report says beside its stack.
struct ReportDetails {
    /// `GW` of `Tainted: G        W`; empty for `Not tainted`; nil as long as nothing was said.
    private(set) var taint: String?
    /// What a checker says of the access.
    private(set) var access: Access?
    /// Messages were lost in it.
    private(set) var dropped = false
    /// Other text stood in the lines.
    var isTorn = false

    enum Access: String {
        case read = "Read"
        case write = "Write"
    }

    mutating func take(_ line: LogLine) {
        let body = line.body
        if line.isTorn { isTorn = true }
        if body.begins(with: "Read of size") || body.begins(with: "Read at addr") { access = access ?? .read }
        if body.begins(with: "Write of size") || body.begins(with: "Write at addr") { access = access ?? .write }
        if line.raw.holds(" printk messages dropped") { dropped = true }
        guard taint == nil, !line.isCut else { return }
        if body.holds("Not tainted") {
            taint = ""
        } else if let place = body.position(of: "Tainted: ") {
            taint = Self.letters(body[(place + 9)...])
        }
    }

    /// `G    B   W  O      6.12.117 #1` or, from Linux 6.12 on, with words behind: `[W]=WARN, [O]=OOT_MODULE`.
    private static func letters(_ text: LogBytes) -> String {
        var letters = ""
        for byte in text.prefix(40) {
            if (0x41...0x5A).contains(byte) {
                letters.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !byte.isBlank {
                break
            }
        }
        return letters
    }
}
