// SPDX-License-Identifier: Apache-2.0

/// The requests that CONFIG_MODULE_DEBUG_AUTOLOAD_DUPS logged as duplicates (kernel/module/dups.c), as a warning
/// line or, with `module.enable_dups_trace=1`, as the text of a WARN. Expected output of that option.
public struct DuplicateRequests: Hashable, Sendable {
    /// How often each module was asked for again, by the name that was asked for, such as `crypto-aes`.
    public var counts: [String: Int] = [:]
    public var total: Int { counts.values.reduce(0, +) }

    /// - Parameter log: lines of a kernel log, from the console or from `dmesg`.
    public init(_ log: [UInt8]) {
        for line in log.lines { add(line) }
    }

    /// The kernel's own records; programs can write into the same log.
    /// - Parameter end: the last moment that counts, in microseconds of the log's clock.
    public init(_ messages: KernelMessages, until end: UInt64 = .max) {
        for record in messages.records where record.facility == 0 && record.microseconds <= end { add(record.text) }
    }

    private mutating func add(_ line: ByteText) {
        let marker: StaticString = "module-autoload: duplicate request for module "
        guard let start = line.position(of: marker), start == line.startIndex || line[start - 1].isBlank else { return }
        let rest = line[(start + marker.utf8CodeUnitCount)...]
        guard let name = rest.words.first else { return }
        counts[name.text, default: 0] += 1
    }
}
