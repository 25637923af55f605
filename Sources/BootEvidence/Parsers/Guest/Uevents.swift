// SPDX-License-Identifier: Apache-2.0

/// The items `uevents` and `uevents-lost`: what the kernel announced, and what udevd had processed. udev's own record
/// of n CPUs handled is what makes a coldplug boot worth anything.
public struct Uevents: Hashable, Sendable {
    public enum Origin: String, Codable, Sendable {
        /// From the kernel.
        case kernel = "K"
        /// Sent by udevd after it processed the event.
        case udev = "U"
    }

    public struct Event: Hashable, Sendable {
        public var origin: Origin
        /// The guest's CLOCK_BOOTTIME.
        public var time: Duration
        public var sequence: UInt64
        public var action: String
        public var subsystem: String
        /// As in /sys, such as `/devices/system/cpu/cpu0`.
        public var devpath: String
        public var hasModalias: Bool
    }

    public var events: [Event]
    /// Times that the netlink socket said ENOBUFS, by origin; nil when the guest did not say.
    public var lost: [Origin: Int]?
    /// What could not be understood; nil where all was.
    public var problem: String?

    /// - Parameter lost: the item `uevents-lost`, `kernel=N udev=N`.
    public init(_ bytes: [UInt8], lost: [UInt8]?) {
        var reader = LineReader()
        events = reader.map(bytes) { Event($0) }
        problem = reader.problem
        guard let lost else { return }
        let words = KeyValues(lost.map { $0 == 0x20 ? 0x0A : $0 }).values
        if let kernel = words["kernel"].flatMap({ Int($0) }), let udev = words["udev"].flatMap({ Int($0) }) {
            self.lost = [.kernel: kernel, .udev: udev]
        }
    }

    /// Whether every event of this origin can be in here.
    public func isWhole(_ origin: Origin) -> Bool { lost?[origin] == 0 }

    /// How many CPUs were added, as this origin has it: distinct devices, however often each was announced.
    public func cpus(_ origin: Origin) -> Int {
        Set(events.lazy.filter { $0.addsCPU && $0.origin == origin }.map(\.devpath)).count
    }

    /// The same from each of these moments to the next, and from the last one on. Reads the events once.
    /// - Parameter starts: ascending.
    public func cpus(_ origin: Origin, from starts: [Duration]) -> [Int] {
        var seen = [Set<String>](repeating: [], count: starts.count)
        for event in events where event.addsCPU && event.origin == origin {
            if let index = starts.lastIndex(where: { $0 <= event.time }) { seen[index].insert(event.devpath) }
        }
        return seen.map(\.count)
    }
}

extension Uevents.Event {
    fileprivate var addsCPU: Bool { subsystem == "cpu" && action == "add" }
}

extension Uevents.Event {
    /// `ORIGIN NANOSECONDS SEQNUM ACTION SUBSYSTEM DEVPATH MODALIAS`, blanks and control characters escaped.
    fileprivate init?(_ line: ByteText) {
        let words = line.words
        guard words.count == 7, let origin = Uevents.Origin(rawValue: words[0].text), let time = words[1].number,
            let sequence = words[2].number, let modalias = words[6].number, modalias <= 1
        else { return nil }
        self.origin = origin
        self.time = .nanoseconds(Int64(clamping: time))
        self.sequence = sequence
        action = words[3].unescaped.text
        subsystem = words[4].unescaped.text
        devpath = words[5].unescaped.text
        hasModalias = modalias == 1
    }
}
