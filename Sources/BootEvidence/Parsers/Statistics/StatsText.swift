// SPDX-License-Identifier: Apache-2.0

/// The text of /sys/kernel/debug/modules/stats, by itself (read_file_mod_stats in kernel/module/stats.c).
public struct StatsText: Hashable, Sendable {
    /// The kernel's table ends before the 112th module.
    static let mostRows = 111
    /// The width of the last column; a last row that is narrower was cut in it.
    private static let reasonWidth = 25

    public var values: [ModuleCounter: UInt64] = [:]
    /// "Virtual mem wasted bytes".
    public var wasted: UInt64?
    public var averages: [ModuleAverage: UInt64] = [:]
    public var duplicates: [DuplicateRow] = []
    /// False when rows may be missing: the kernel's buffer was too small for the table (it counts 64 bytes for a row
    /// and a row takes 68), or the table is as long as it can get.
    public var isTableWhole = true
    /// What could not be understood; nil where all was.
    public var problem: String?

    private static let labels = Dictionary(uniqueKeysWithValues: ModuleCounter.allCases.map { ($0.label, $0) })

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        let endsWithLine = bytes.last == 0x0A
        var inTable = false
        for line in bytes.lines {
            // Its carriage return may be taken off.
            let isCut = !endsWithLine && line.endIndex >= bytes.endIndex - 1
            if line.trimmed.isEmpty {
                // The kernel writes no blank line; these are the blanks before a name that was cut off.
                if isCut { isTableWhole = false }
            } else if line.trimmed.begins(with: "Duplicate failed modules:") {
                inTable = true
            } else if inTable {
                row(line, isCut: isCut, &reader)
            } else if !value(line) {
                reader.note(line)
            }
        }
        if duplicates.count >= Self.mostRows || fillsBuffer(bytes.count) { isTableWhole = false }
        problem = reader.problem
        let missing = ModuleCounter.allCases.filter { values[$0] == nil }
        if problem == nil, let first = missing.first {
            problem = "\(missing.count) of \(ModuleCounter.allCases.count) counters are absent, first '\(first.label)'"
        }
    }

    /// Whether the text is as long as the kernel's buffer can hold: 1024 bytes and 64 for each failure up to 112, less
    /// the zero at its end.
    private func fillsBuffer(_ length: Int) -> Bool {
        guard let becoming = values[.failedBecoming], let load = values[.failedLoads] else { return false }
        // The kernel adds the two as unsigned int.
        let failures = UInt32(truncatingIfNeeded: becoming &+ load)
        return length >= 1024 + 64 * Int(min(failures, UInt32(Self.mostRows + 1))) - 1
    }

    private mutating func value(_ line: ByteText) -> Bool {
        guard let gap = line.lastIndex(where: \.isBlank), let number = line[gap...].trimmed.number else { return false }
        let label = line[..<gap].trimmed.text
        if let counter = Self.labels[label] {
            values[counter] = number
        } else if let average = ModuleAverage(rawValue: label) {
            averages[average] = number
        } else if label == "Virtual mem wasted bytes" {
            wasted = number
        } else {
            return false
        }
        return true
    }

    private mutating func row(_ line: ByteText, isCut: Bool, _ reader: inout LineReader) {
        // Linux before the merge of 6.4 wrote the header in lower case.
        if line.words.first?.text.lowercased() == "module-name" { return }
        let lastColumn = line.lastIndex(of: 0x09).map { line.endIndex - $0 - 1 } ?? 0
        if isCut, lastColumn < Self.reasonWidth {
            isTableWhole = false
        } else if let row = DuplicateRow(line) {
            duplicates.append(row)
        } else {
            isTableWhole = false
            reader.note(line)
        }
    }
}
