// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// The list of a directory's files with their lengths and checksums: what was written is what is read, or the reading
/// fails. It guards against disks, editors and half copies, not against someone who recomputes it.
///
/// A line a file, `CRC32 LENGTH NAME`, and a last line with the checksum of those before it, so that a cut manifest
/// is seen as well.
struct Manifest: Equatable {
    static let fileName = "manifest.txt"
    static let title = "bootmatrix manifest 1"
    /// 8,192 items of a stream need less than 2 MiB.
    static let sizeLimit = 4 << 20
    static let fileLimit = 10_000

    struct Entry: Equatable {
        var name: String
        var length: Int
        var checksum: UInt32
    }

    var entries: [Entry]

    init(entries: [Entry]) { self.entries = entries }

    init(of files: [StoredFile]) {
        entries = files.map { Entry(name: $0.name, length: $0.bytes.count, checksum: CRC32.of($0.bytes)) }
    }

    var bytes: [UInt8] {
        var text = Self.title + "\n"
        for entry in entries { text += "\(Self.hexadecimal(entry.checksum)) \(entry.length) \(entry.name)\n" }
        return Array((text + "end \(Self.hexadecimal(CRC32.of(Array(text.utf8))))\n").utf8)
    }

    /// Nil when the bytes are not exactly what `bytes` makes of some entries.
    init?(bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self), text.hasPrefix(Self.title + "\n") else { return nil }
        var entries: [Entry] = []
        var seen: Set<Substring> = []
        for line in text.split(separator: "\n").dropFirst().dropLast() {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, let checksum = UInt32(parts[0], radix: 16), let length = Int(parts[1]), length >= 0,
                Self.isPlain(parts[2]), seen.insert(parts[2]).inserted, entries.count < Self.fileLimit
            else { return nil }
            entries.append(Entry(name: String(parts[2]), length: length, checksum: checksum))
        }
        self.entries = entries
        guard self.bytes == bytes else { return nil }
    }

    /// `NAME`, or `NAME` in a directory that an attempt may have.
    private static func isPlain(_ name: Substring) -> Bool {
        let prefix = AttemptFiles.directories.map { $0 + "/" }.first { name.hasPrefix($0) }
        return SafeFileName.isSafe(String(name.dropFirst(prefix?.count ?? 0)))
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
    }
}

/// One file of a directory that is written as a whole.
struct StoredFile: Equatable {
    /// Relative to the directory.
    var name: String
    var bytes: [UInt8]
    var isProgram = false
}
