// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
public import Vocabulary

/// Takes a captured log piece by piece: a console or the output of dmesg as a stream, of any length; the records of
/// /dev/kmsg (the item `kmsg` of a stored boot) as a whole, since one record may be several lines of the log.
public struct ConsoleReading {
    /// How many bytes of records are kept; docs/evidence.md allows an item 16 MiB.
    public static let mostRecords = ByteCount.mebibytes(64)

    private var reader = KernelLogReader()
    private var records: [UInt8] = []
    /// Nil as long as the first line has not ended.
    private var isRecords: Bool?
    private var head: [UInt8] = []

    public init() {}

    /// The next bytes; false when no more will be looked at.
    public mutating func take(_ bytes: ArraySlice<UInt8>) -> Bool {
        switch isRecords {
        case nil:
            head += bytes
            guard head.contains(0x0A) || head.count > 4_096 else { return true }
            return decide()
        case true?:
            records += bytes.prefix(Int(Self.mostRecords.bytes) - records.count)
            return records.count < Self.mostRecords.bytes
        case false?:
            reader.take(bytes)
            return true
        }
    }

    /// The end of the file.
    public mutating func finish() -> ConsoleInspection {
        if isRecords == nil { _ = decide() }
        guard isRecords == true else {
            let findings = reader.finish()
            return ConsoleInspection(findings: findings, extent: reader.extent)
        }
        let messages = KernelMessages(records)
        reader.take(messages.log[...])
        let findings = reader.finish()
        var notes: [String] = ["records of /dev/kmsg: line numbers are those of the log as dmesg prints it"]
        if messages.dropped > 0 { notes.append("\(messages.dropped) messages were overwritten before they were read") }
        if let problem = messages.problem { notes.append(problem) }
        if records.count >= Self.mostRecords.bytes { notes.append("only the first \(Self.mostRecords) were looked at") }
        return ConsoleInspection(findings: findings, extent: reader.extent, notes: notes)
    }

    private mutating func decide() -> Bool {
        let rest = head
        head = []
        let messages = KernelMessages(Array(rest.prefix { $0 != 0x0A }))
        isRecords = !messages.records.isEmpty
        return take(rest[...])
    }
}
