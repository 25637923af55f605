// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Follows a console for what the guest program says there to the host, `bootmatrix-init: WORDS` (docs/evidence.md).
/// The kernel may say the same: it only misleads us about itself.
struct GuestWords: Sendable {
    enum Saying: Hashable, Sendable {
        /// The program's own admission that it broke. Without it such a boot would end by its deadline, and the kernel
        /// be blamed.
        case fault(String)
        /// The initramfs could not get to the root, and it is the kernel that would not.
        case bootFailed(String)
        /// Process 1 lives, and its program has been at one thing for long.
        case busy
        /// The kernel is asked to power off now.
        case poweringOff
    }

    private static let speaker = Array("bootmatrix-init: ".utf8)
    private static let fault = Array("harness fault: ".utf8)
    private static let bootFailed = Array("boot failed: ".utf8)
    private static let poweringOff = Array("powering off".utf8)
    private static let busy = Array("at '".utf8)
    private static let longestLine = 400
    private var line: [UInt8] = []

    /// What was said in the lines that these bytes complete.
    mutating func take(_ bytes: [UInt8]) -> [Saying] {
        var said: [Saying] = []
        for byte in bytes {
            guard byte == 0x0A else {
                if line.count < Self.longestLine { line.append(byte) }
                continue
            }
            // A terminal's end of a line is two bytes.
            if line.last == 0x0D { line.removeLast() }
            if let saying = Self.saying(in: line) { said.append(saying) }
            line.removeAll(keepingCapacity: true)
        }
        return said
    }

    private static func saying(in line: [UInt8]) -> Saying? {
        guard line.count > speaker.count else { return nil }
        // The kernel may have put a time before it.
        guard let start = (0...(line.count - speaker.count)).first(where: { line[$0...].starts(with: speaker) }) else {
            return nil
        }
        let words = line[(start + speaker.count)...]
        if words.starts(with: fault) { return .fault(SafeText.line(words.dropFirst(fault.count))) }
        if words.starts(with: bootFailed) { return .bootFailed(SafeText.line(words.dropFirst(bootFailed.count))) }
        if words.starts(with: busy) { return .busy }
        return words.starts(with: poweringOff) ? .poweringOff : nil
    }
}
