// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Watches a console for the guest program's own admission that it broke, `bootmatrix-init: harness fault: WORDS`
/// (docs/evidence.md, images/guest). Without it such a boot would end by its deadline, and the kernel be blamed.
struct ConsoleFault: Sendable {
    private static let mark = Array("bootmatrix-init: harness fault: ".utf8)
    private static let longestLine = 400
    private var line: [UInt8] = []

    /// The words of a fault, once its line is complete.
    mutating func take(_ bytes: [UInt8]) -> String? {
        for byte in bytes {
            guard byte == 0x0A else {
                if line.count < Self.longestLine { line.append(byte) }
                continue
            }
            defer { line.removeAll(keepingCapacity: true) }
            guard line.count >= Self.mark.count, let start = Self.start(in: line) else { continue }
            return SafeText.line(line[(start + Self.mark.count)...])
        }
        return nil
    }

    /// Where the mark begins; the kernel may have put a time before it.
    private static func start(in line: [UInt8]) -> Int? {
        (0...(line.count - mark.count)).first { line[$0...].starts(with: mark) }
    }
}
