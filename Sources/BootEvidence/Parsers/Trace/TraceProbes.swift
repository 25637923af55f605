// SPDX-License-Identifier: Apache-2.0

/// The item `trace-probes`: /sys/kernel/tracing/kprobe_profile, `NAME HITS MISSES` a line (Documentation/trace/
/// kprobetrace.rst). A kernel without KPROBE_EVENTS, or without one of the functions, has fewer or none.
public struct TraceProbes: Hashable, Sendable {
    /// How often each probe was hit and could not record it, by its name. A probe that is not in here was not there.
    public var missed: [String: UInt64] = [:]
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        let lines = reader.map(bytes) { line -> (String, UInt64)? in
            let words = line.words
            guard words.count == 3, words[1].number != nil, let missed = words[2].number else { return nil }
            return (words[0].text, missed)
        }
        for (name, missed) in lines { self.missed[name, default: 0] &+= missed }
        problem = reader.problem
    }

    /// Whether every hit of these probes is in the trace.
    public func have(_ names: String...) -> Bool { names.allSatisfy { missed[$0] == 0 } }
}
