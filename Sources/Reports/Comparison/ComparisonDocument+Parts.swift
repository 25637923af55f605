// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

extension ComparisonDocument {
    struct Absolute: Encodable {
        let base: AbsoluteChange.Share
        let patched: AbsoluteChange.Share
        let verdict: String
        let p_value: Double?
        let base_at_most: Double
        let patched_at_most: Double

        init(_ change: AbsoluteChange) {
            (base, patched) = (change.base, change.patched)
            verdict = change.verdict.rawValue
            p_value = change.pValue
            (base_at_most, patched_at_most) = (change.base.atMost, change.patched.atMost)
        }
    }

    struct Faults: Encodable {
        let status: Status
        let boots: Absolute
        let base_words: [String: Int]
        let patched_words: [String: Int]
        let example: String?
        let unjudged: Int
        let unjudged_reason: String?

        init(_ faults: FaultChange) {
            status = faults.status
            boots = Absolute(faults.change)
            (base_words, patched_words) = (faults.baseWords, faults.patchedWords)
            example = faults.example
            (unjudged, unjudged_reason) = (faults.unjudged, faults.unjudgedReason)
        }
    }

    struct Modules: Encodable {
        struct Missing: Encodable {
            let module: String
            let boots: Absolute
        }

        let status: Status
        let missing: [Missing]
        let extra: [String]

        init(_ modules: ModuleSetChange) {
            status = modules.status
            missing = modules.missing.map { Missing(module: $0.module, boots: Absolute($0.change)) }
            extra = modules.extra
        }
    }

    /// Sums over blocks, their ratio and what it may be.
    struct Pooled: Encodable {
        let ratio: Double?
        let low: Double
        let high: Double?
        let confidence = 0.95
        let method: String

        init(_ pooled: PooledRatio) {
            ratio = pooled.ratio
            (low, high) = (pooled.interval.low, pooled.interval.high)
            method = pooled.method.rawValue
        }
    }

    struct Largest: Encodable {
        let vcpus: Int
        let p_above: Double
        let p_below: Double
        let p_adjusted: Double?
    }

    struct Line: Encodable {
        let p_value: Double?
        let growths: [Step]
    }

    struct Step: Encodable {
        let vcpus: Int
        let growth: Double
    }

    struct Endpoint: Encodable {
        let kind: String
        let metric: String
        let status: Status
        let base: Double
        let patched: Double
        let change: Pooled
        let allowed: Double
        let detectable_addition: Double?
        let p_above: Double
        let p_below: Double
        let p_adjusted: Double?
        let largest: Largest?
        let line: Line?
        let base_growth: Double?
        let patched_growth: Double?
        let blocks: Int
        let planned_blocks: Int
        let lack: String?

        init(_ endpoint: EndpointChange) {
            (kind, metric) = (endpoint.kind.rawValue, endpoint.metric.text)
            status = endpoint.status
            (base, patched) = (endpoint.base, endpoint.patched)
            change = Pooled(endpoint.pooled)
            allowed = endpoint.allowed
            detectable_addition = endpoint.detectable
            (p_above, p_below) = (endpoint.tests.all.above, endpoint.tests.all.below)
            p_adjusted = endpoint.standing?.all
            largest = endpoint.tests.largest.map {
                Largest(
                    vcpus: $0.vcpus, p_above: $0.test.above, p_below: $0.test.below,
                    p_adjusted: endpoint.standing?.largest)
            }
            line = endpoint.tests.lack.map { line in
                Line(
                    p_value: line.chance, growths: line.steps.map { Step(vcpus: $0.vcpus, growth: $0.growth) })
            }
            (base_growth, patched_growth) = (endpoint.baseGrowth, endpoint.patchedGrowth)
            (blocks, planned_blocks) = (endpoint.blocks, endpoint.plannedBlocks)
            lack = endpoint.lack
        }
    }

    struct MetricEntry: Encodable {
        let metric: String
        let base: Spread
        let patched: Spread
        let difference: Spread
        let change: Pooled
        let direction: String
        let warning: Bool

        init(_ metric: MetricChange) {
            self.metric = metric.metric.text
            (base, patched, difference) = (metric.base, metric.patched, metric.difference)
            change = Pooled(metric.pooled)
            (direction, warning) = (metric.direction.rawValue, metric.isWarning)
        }
    }

    struct Stage: Encodable {
        let vcpus: Int
        let stage: String
        let base: Spread
        let patched: Spread
        let difference: Spread

        init(_ change: FunnelChange) {
            vcpus = change.vcpus
            stage = change.stage.rawValue
            (base, patched, difference) = (change.base, change.patched, change.difference)
        }
    }
}
