// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// An extreme of the memory samples, when it was, and during what.
public struct Peak: Codable, Hashable, Sendable {
    /// Loader calls in flight.
    public struct Loads: Codable, Hashable, Sendable {
        /// Nil where nothing tells which module they were for.
        public var module: String?
        public var count: Int
    }

    public var size: ByteCount
    /// The guest's CLOCK_BOOTTIME, in nanoseconds.
    public var nanoseconds: Int64
    public var stage: GuestStage?
    /// The most frequent module first; nil where the trace cannot tell.
    public var loads: [Loads]?

    public var time: Duration { .nanoseconds(nanoseconds) }
}

/// How far memory was stretched while the guest booted. Extremes of samples: what came and went between two is not seen.
public struct Peaks: Codable, Hashable, Sendable {
    public var lowestAvailable: Peak?
    public var highestVmalloc: Peak?
    /// What modules held, loaded or being loaded.
    public var highestModules: Peak?

    /// - Parameter activity: of a trace whose clock is that of the samples; nil without one.
    public init(_ samples: MemorySamples, _ activity: LoaderActivity?) {
        func peak(_ sample: MemorySamples.Sample?, _ size: (MemorySamples.Sample) -> ByteCount?) -> Peak? {
            guard let sample, let size = size(sample) else { return nil }
            let nanoseconds = sample.time.inNanoseconds
            return Peak(
                size: size, nanoseconds: nanoseconds, stage: sample.stage,
                loads: activity.map { $0.inFlight(at: UInt64(max(0, nanoseconds) / 1000)) })
        }
        lowestAvailable = peak(samples.lowestAvailable) { $0.available }
        highestVmalloc = peak(samples.highestVmalloc) { $0.vmallocUsed }
        highestModules = peak(samples.highestModules) { $0.modules }
    }
}

extension Peak {
    /// `14 loads in flight: aesni_intel 9, kvm 5`; nil where nobody can tell.
    public var doing: String? {
        guard let loads else { return nil }
        let total = loads.reduce(0) { $0 + $1.count }
        guard total > 0 else { return "no load in flight" }
        let named = loads.prefix(4).map { "\($0.module ?? "(not told)") \($0.count)" }.joined(separator: ", ")
        let more = loads.count > 4 ? " and \(loads.count - 4) more modules" : ""
        return "\(total) \(total == 1 ? "load" : "loads") in flight: \(named)\(more)"
    }
}
