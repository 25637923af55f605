// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Vocabulary

/// `digests.cache` in a run: what a program made of each attempt that it read and verified, beside the stamp that the
/// attempt had then. It can be thrown away at any time.
///
/// The program belongs to it: another build may read the same evidence otherwise.
///
/// ```
/// bootmatrix digests 1 PROGRAM
/// CELL ATTEMPT STAMP LENGTH        for each attempt, and LENGTH bytes of JSON and a newline after it
/// end CRC32                        of all before it
/// ```
struct DigestFile {
    static let name = "digests.cache"
    /// Of the names under which it is written.
    static let temporaryPrefix = "digests-"
    private static let title = "bootmatrix digests 1 "
    private static let limit = 1 << 30

    private let bytes: [UInt8]
    private var entries: [String: (stamp: AttemptStamp, place: Range<Int>)] = [:]

    /// An absent, damaged or foreign file is an empty one.
    init(_ path: String) {
        bytes = (try? FileReading.bytes(of: path, limit: Self.limit)) ?? []
        guard let last = bytes.dropLast().lastIndex(of: 0x0A) else { return }
        let trailer = String(decoding: bytes[(last + 1)...], as: UTF8.self)
        guard trailer == Self.trailer(of: bytes[...last]) else { return }
        var place = 0
        guard line(&place, until: last + 1) == Self.title + Self.program else { return }
        while place <= last {
            let words = line(&place, until: last + 1).split(separator: " ")
            guard words.count == 4, let stamp = UInt64(words[2], radix: 16), let length = Int(words[3]), length >= 0,
                length <= last - place
            else {
                entries = [:]
                return
            }
            entries["\(words[0]) \(words[1])"] = (AttemptStamp(sum: stamp), place..<place + length)
            place += length + 1
        }
    }

    private func line(_ place: inout Int, until end: Int) -> String {
        let stop = bytes[place..<end].firstIndex(of: 0x0A) ?? end
        defer { place = stop + 1 }
        return String(decoding: bytes[place..<stop], as: UTF8.self)
    }

    /// The JSON of an attempt, as long as its files are those that it was made from.
    func json(of key: String, if stamp: AttemptStamp) -> ArraySlice<UInt8>? {
        guard let entry = entries[key], entry.stamp == stamp else { return nil }
        return bytes[entry.place]
    }

    /// `CELL ATTEMPT`.
    static func key(_ cell: String, _ attempt: Int) -> String { "\(cell) \(attempt)" }

    /// One attempt, to be kept.
    struct Entry: Sendable {
        var key: String
        var stamp: AttemptStamp
        var json: [UInt8]
    }

    /// Replaces the file of a run. What cannot be written, as in somebody else's run, is not kept.
    static func write(_ entries: [Entry], in run: RunDirectory) {
        var bytes = Array((title + program + "\n").utf8)
        for entry in entries {
            bytes += Array("\(entry.key) \(String(entry.stamp.sum, radix: 16)) \(entry.json.count)\n".utf8)
            bytes += entry.json
            bytes.append(0x0A)
        }
        bytes += Array(trailer(of: bytes[...]).utf8)
        // Not synced: a file that a crash left half written has no valid end. The place is swept by `--resume`.
        let temporary = "\(run.path)/\(RunDirectory.temporaryName)/\(Self.temporaryPrefix)\(getpid())"
        unlink(temporary)
        guard (try? FileWriting.write(bytes, to: temporary)) != nil, rename(temporary, "\(run.path)/\(name)") == 0
        else {
            unlink(temporary)
            return
        }
    }

    private static func trailer(of bytes: ArraySlice<UInt8>) -> String {
        "end \(String(CRC32.of(bytes), radix: 16))\n"
    }

    /// This executable: inode, length and times.
    private static let program: String = {
        var info = stat()
        guard stat("/proc/self/exe", &info) == 0 else { return "unknown-\(getpid())" }
        return "\(info.st_ino)-\(info.st_size)-\(info.st_mtim.tv_sec)-\(info.st_mtim.tv_nsec)-\(info.st_ctim.tv_nsec)"
    }()
}
