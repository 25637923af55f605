// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

/// A projection as JSON; docs/reports.md documents every field.
struct ProjectionDocument: Encodable {
    struct Bound: Encodable {
        let resource: String
        let module: String
        let load: Int64
        let capacity: Int64
        let room: Int
        let vcpus: Int?
    }

    struct Growth: Encodable {
        let metric: String
        let resource: String?
        let start: Double
        let growth: Double?
        let low: Double?
        let high: Double?
        let boots: Int
        let reach: Int
        let at_reach: IntervalDocument?
        let capacity: Double?
        let vcpus: IntervalDocument?
        let refusal: String?
    }

    let kernel: String
    let boots: Int
    let vcpus: [Int]
    let loads_at_once: Int?
    let loads_at_once_of: String?
    let bounds: [Bound]
    let refusal: String?
    let growths: [Growth]

    init(_ projection: Projection) {
        kernel = projection.kernel.rawValue
        boots = projection.boots
        vcpus = projection.vcpus
        loads_at_once = projection.limit?.most
        loads_at_once_of = projection.limit.map { limit in if case .given = limit { "cmdline" } else { "udev" } }
        bounds = projection.bounds.map {
            Bound(
                resource: $0.resource.rawValue, module: $0.module, load: $0.load.bytes, capacity: $0.capacity.bytes,
                room: $0.room, vcpus: $0.vcpus)
        }
        refusal = projection.refusal
        growths = projection.growths.map {
            Growth(
                metric: $0.metric.text, resource: $0.resource?.rawValue, start: $0.start, growth: $0.growth,
                low: $0.interval?.low, high: $0.interval?.high, boots: $0.boots, reach: $0.reach,
                at_reach: $0.atReach.map(IntervalDocument.init), capacity: $0.capacity,
                vcpus: $0.vcpus.map(IntervalDocument.init), refusal: $0.refusal)
        }
    }
}

/// `high` is absent where there is no upper end.
struct IntervalDocument: Encodable {
    let low: Double
    let high: Double?

    init(_ interval: Interval) { (low, high) = (interval.low, interval.high) }
}
