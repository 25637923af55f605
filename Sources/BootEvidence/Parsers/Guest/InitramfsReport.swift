// SPDX-License-Identifier: Apache-2.0

/// The item `initramfs`: what the guest's program did before it had the root, where the kernel's own drivers did not
/// reach it.
public struct InitramfsReport: Hashable, Sendable {
    /// One module that it loaded, or tried to.
    public struct Load: Hashable, Sendable {
        /// As it is named in the archive, such as `virtio_blk.ko`.
        public var file: String
        /// 0, or the errno.
        public var error: Int
        /// Nanoseconds of CLOCK_BOOTTIME.
        public var started: UInt64
        public var ended: UInt64
    }

    /// Nanoseconds of CLOCK_BOOTTIME: when the kernel had started it, and when it handed over to the root's init.
    public var started: UInt64
    public var ended: UInt64
    public var loads: [Load] = []
    /// What could not be understood; nil where all was.
    public var problem: String?

    /// Nil where it does not say from when to when.
    public init?(_ bytes: [UInt8]) {
        var reader = LineReader()
        var times: [UInt64?] = [nil, nil]
        for line in bytes.lines where !line.isEmpty {
            if let time = line.dropping("started=") {
                times[0] = time.number
            } else if let time = line.dropping("ended=") {
                times[1] = time.number
            } else if let load = Self.load(line.words) {
                loads.append(load)
            } else {
                reader.note(line)
            }
        }
        guard let started = times[0], let ended = times[1], started <= ended else { return nil }
        self.started = started
        self.ended = ended
        problem = reader.problem
    }

    private static func load(_ words: [ByteText]) -> Load? {
        guard words.count == 4, let error = words[1].number, error < 4096, let started = words[2].number,
            let ended = words[3].number
        else { return nil }
        return Load(file: words[0].text, error: Int(error), started: started, ended: ended)
    }
}
