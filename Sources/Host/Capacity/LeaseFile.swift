// SPDX-License-Identifier: Apache-2.0

import Campaign
import Glibc
import Vocabulary

/// A lease or a ticket as any process finds it: a file that its process keeps locked, with a line `CPUS BYTES HOLDER`.
///
/// It may be another user's, who may have put anything there: what cannot be read as ours counts nothing.
struct LeaseFile: Sendable, Hashable {
    var name: String
    var demand: Demand
    /// When its holder last touched it, in nanoseconds since 1970.
    var touched: Int64

    enum Finding: Hashable {
        /// Its process lives.
        case held(LeaseFile)
        /// Its process is gone.
        case free
        /// Gone by now, closed to us, not a regular file, or not our text.
        case foreign
    }

    /// The line is short; whatever follows is nobody's business.
    private static let longest = 512

    static func look(at path: String, name: String) -> Finding {
        // A pipe must not keep us waiting, nor a link lead us elsewhere. Reading is enough: flock(2) does not ask how
        // a file was opened, and another user's cannot be opened for writing.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return .foreign }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return .foreign }
        guard FileLock.isHeld(descriptor) else { return .free }
        var bytes = [UInt8](repeating: 0, count: longest)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0, let demand = demand(bytes[..<count]) else { return .foreign }
        let touched = Int64(info.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(info.st_mtim.tv_nsec)
        return .held(LeaseFile(name: name, demand: demand, touched: touched))
    }

    static func text(_ demand: Demand) -> String {
        "\(demand.cpus) \(demand.memory.bytes) \(SafeText.line(demand.holder, limit: 200))\n"
    }

    /// Reads the first line; nil when it is not ours. Pure.
    static func demand(_ bytes: some Collection<UInt8>) -> Demand? {
        let line = bytes.prefix { $0 != 0x0A }
        guard line.count < bytes.count else { return nil }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let cpus = Int(words[0]), let memory = Int64(words[1]), cpus >= 0, memory >= 0
        else { return nil }
        let holder = words.count > 2 ? SafeText.line(String(words[2])) : ""
        return Demand(cpus: cpus, memory: ByteCount(memory), holder: holder)
    }
}
