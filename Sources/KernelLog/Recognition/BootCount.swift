// SPDX-License-Identifier: Apache-2.0

/// Sees that a machine went through its firmware again: the kernel's banner after messages of a running kernel.
struct BootCount {
    private var banners = 0
    /// A message with a time after the start of the clock.
    private var hasRun = false

    mutating func isReboot(_ line: LogLine) -> Bool {
        if let time = line.microseconds, time > 0 { hasRun = true }
        // `Linux version 6.12.117 (user@host) (gcc …`, linux_banner in init/version-timestamp.c.
        guard let rest = line.body.dropping("Linux version "), rest.first?.isDigit == true, rest.holds(" (") else {
            return false
        }
        let isAgain = banners > 0 || (hasRun && (line.microseconds ?? 0) == 0)
        banners += 1
        hasRun = false
        return isAgain
    }
}
