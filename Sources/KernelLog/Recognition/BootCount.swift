// SPDX-License-Identifier: Apache-2.0

/// Sees that a machine went through its firmware again: the kernel's banner after a running system.
struct BootCount {
    private var banners = 0
    /// Something that only a running system says was seen since the last banner.
    private(set) var hasRun = false

    /// A message with a time after the start of the clock.
    mutating func saw(_ microseconds: UInt64) {
        if microseconds > 0 { hasRun = true }
    }

    /// Lines without a time that were looked at.
    private var looked = 0

    /// More lines than any firmware prints.
    private static let mostLooked = 10_000

    /// Whether lines without a time must be looked at too: nothing else can show that a system runs.
    var wantsEveryLine: Bool { !hasRun && banners == 0 && looked < Self.mostLooked }

    mutating func isReboot(_ line: LogLine) -> Bool {
        if line.body.begins(with: "-- Reboot --") || line.body.begins(with: "-- Boot ") {
            // The journal's own mark between two boots.
            self = BootCount()
            return false
        }
        if hasRun, line.microseconds == nil, RunningSystem.isFirmware(line.body) {
            self = BootCount()
            return true
        }
        // `Linux version 6.12.117 (user@host) (gcc …`, linux_banner in init/version-timestamp.c.
        guard let rest = line.body.dropping("Linux version "), rest.first?.isDigit == true, rest.holds(" (") else {
            if let time = line.microseconds {
                // The first time of a line stands for all of it.
                if !line.isLater { saw(time) }
            } else if wantsEveryLine {
                looked += 1
                hasRun = RunningSystem.says(line.body)
            }
            return false
        }
        let isAgain = banners > 0 || (hasRun && (line.microseconds ?? 0) == 0)
        banners += 1
        hasRun = false
        return isAgain
    }
}
