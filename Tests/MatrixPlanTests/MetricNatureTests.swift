// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing

@Suite struct MetricNatureTests {
    @Test func timesAreOfTheHostAndMemoryIsSampled() {
        for metric in Metric.catalogue {
            #expect((metric.nature == .hostTime) == (metric.unit == .seconds), "\(metric.name)")
            #expect((metric.nature == .sample) == metric.name.text.hasPrefix("memory."), "\(metric.name)")
        }
    }

    /// The counter and its figure of the trace are one thing.
    @Test func aFigureOfTheTraceIsOfItsCountersNature() throws {
        for metric in Metric.catalogue {
            guard let traced = metric.traced else { continue }
            let other = try #require(Metric.named(traced))
            #expect(other.nature == metric.nature && other.worse == metric.worse, "\(metric.name)")
        }
    }

    @Test func aPartOfASumThatIsWorseIfMoreIsSoToo() throws {
        func metric(_ name: MetricName) throws -> Metric { try #require(Metric.named(name)) }
        for name in [MetricName.loadsBecoming, .loadsLoad, .bytesWasted, .bytesLoad, .memoryHighestModules] {
            #expect(try metric(name).worse == .more, "\(name)")
        }
        for name in [MetricName.memoryLowest, .modulesCount, .replayUnloaded] {
            #expect(try metric(name).worse == .less, "\(name)")
        }
        for name in [MetricName.loadsCoalesced, .requestsCoalesced, .requests, .bytesModules] {
            #expect(try metric(name).worse == nil, "\(name)")
        }
    }

    /// Seen to differ between boots of one kernel at one place: equality of two boots would be chance.
    @Test func whatDifferedInStoredRunsIsNotSteady() throws {
        let differed = [
            "bytes.becoming", "bytes.load", "bytes.wasted", "loads.attempted", "loads.becoming", "loads.by-modprobe",
            "loads.by-udev", "loads.coalesced", "loads.duplicates", "loads.failed", "loads.from-memory", "loads.load",
            "loads.most-in-flight", "loads.refused", "loads.worst-module", "modprobe.asked", "modprobe.repeated",
            "modprobe.runs", "requests", "requests.coalesced", "requests.repeated", "traced.bytes-read",
        ]
        for name in differed {
            #expect(try #require(Metric.named(MetricName(name))).nature == .race, "\(name)")
        }
    }
}
