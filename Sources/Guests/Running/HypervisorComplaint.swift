// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Finds in QEMU's standard error what went wrong, for one line of a message; pure.
enum HypervisorComplaint {
    /// The last two complaints that are not mere warnings, without time stamp and program name; nil when there is none.
    /// Errors of libvirt quote the same text.
    static func summary(of text: String) -> String? {
        let complaints = text.split(whereSeparator: \.isNewline).compactMap { line -> Substring? in
            // The command line itself, which libvirt writes first, has the program at a path.
            guard let program = line.firstRange(of: "qemu-system-"), !line[..<program.lowerBound].contains("/"),
                let colon = line[program.upperBound...].firstRange(of: ": ")
            else { return nil }
            return line[colon.upperBound...]
        }
        let serious = complaints.filter { complaint in
            !complaint.contains("warning:") && !complaint.contains("char device redirected")
                && !complaint.contains("terminating on signal")
        }
        guard !serious.isEmpty else { return nil }
        return serious.suffix(2).map { SafeText.line(String($0)) }.joined(separator: "; ")
    }
}
