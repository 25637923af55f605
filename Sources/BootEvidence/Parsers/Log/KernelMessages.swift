// SPDX-License-Identifier: Apache-2.0

/// The item `kmsg`: the kernel's ring buffer as /dev/kmsg gives it (Documentation/ABI/testing/dev-kmsg), a record a
/// line and its continuation lines after it.
public struct KernelMessages: Hashable, Sendable {
    public struct Record: Hashable, Sendable {
        /// Syslog level: 0 emergency to 7 debug.
        public var level: Int
        /// Syslog facility; 0 is the kernel itself, others are programs that wrote into the log.
        public var facility: Int
        public var sequence: UInt64
        /// Since boot.
        public var microseconds: UInt64
        /// As printed, escapes undone; may hold line ends and bytes that are no text.
        public var text: ArraySlice<UInt8>
        /// The `KEY=value` lines after the record, such as `SUBSYSTEM=acpi`.
        public var properties: [String]
    }

    /// In the order of the sequence.
    public var records: [Record] = []
    /// Messages that were overwritten before the guest read them: gaps in the sequence, which begins at 0.
    public var dropped: UInt64 = 0
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        var next: UInt64 = 0
        for line in bytes.lines where !line.isEmpty {
            if line.first == 0x20, !records.isEmpty {
                records[records.count - 1].properties.append(line.dropFirst().text)
            } else if let record = Record(line), record.sequence >= next {
                dropped &+= record.sequence - next
                next = record.sequence &+ 1
                records.append(record)
            } else {
                reader.note(line)
            }
        }
        problem = reader.problem
    }

    /// Whether the first record is the first one that a kernel ever writes (init/main.c, start_kernel).
    public var beginsAtTheBanner: Bool {
        records.first.map { $0.sequence == 0 && $0.text.starts(with: Array("Linux version ".utf8)) } ?? false
    }

    /// The kernel's own messages as `dmesg` prints them, `[   12.345678] text`, for those who read logs.
    public var log: [UInt8] {
        var log: [UInt8] = []
        for record in records where record.facility == 0 {
            let micros = String(record.microseconds % 1_000_000)
            let seconds = String(record.microseconds / 1_000_000)
            let padding = String(repeating: " ", count: max(0, 5 - seconds.count))
            let stamp = "[\(padding)\(seconds).\(String(repeating: "0", count: 6 - micros.count))\(micros)] "
            for line in record.text.split(separator: 0x0A, omittingEmptySubsequences: false) {
                log += Array(stamp.utf8)
                log += line
                log.append(0x0A)
            }
        }
        return log
    }
}

extension KernelMessages.Record {
    /// `PRIORITY,SEQUENCE,MICROSECONDS,FLAGS[,more];TEXT`.
    fileprivate init?(_ line: ByteText) {
        guard let semicolon = line.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let fields = line[..<semicolon].split(separator: UInt8(ascii: ","))
        guard fields.count >= 4, let priority = fields[0].number, priority < 1 << 11, let sequence = fields[1].number,
            sequence < .max, let microseconds = fields[2].number
        else { return nil }
        level = Int(priority & 7)
        facility = Int(priority >> 3)
        self.sequence = sequence
        self.microseconds = microseconds
        text = line[(semicolon + 1)...].unescaped
        properties = []
    }
}
