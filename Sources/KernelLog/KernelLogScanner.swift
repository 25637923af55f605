// SPDX-License-Identifier: Apache-2.0

/// Finds the reports in a kernel log: a console as it came, or `dmesg`. One pass over the bytes.
///
/// The first finding is the cause of what follows it. Each report is listed once, however often it repeats; a panic
/// that follows an oops is a finding of its own.
public enum KernelLogScanner {
    /// A log with more different reports than this has told enough; only panics are listed past it.
    public static let mostFindings = FindingList.most

    /// Every line that begins a report holds one of these words; most lines that hold one begin none. For `grep -F`.
    public static let words: [String] = Recogniser.triggers.map { String(decoding: $0, as: UTF8.self) }

    public static func findings(in log: some Collection<UInt8>) -> [Finding] {
        var reader = KernelLogReader()
        reader.take((log as? [UInt8] ?? Array(log))[...])
        return reader.finish()
    }

    public static func findings(in log: String) -> [Finding] { findings(in: Array(log.utf8)) }
}
