// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

extension Criterion.Kind {
    /// The kind as matrix.yaml writes it.
    var word: String {
        switch self {
        case .cleanBoot: "clean-boot"
        case .bound: "bound"
        case .perModule: "per-module"
        case .law: "law"
        case .sameAs: "same-as"
        case .control: "control"
        case .ratio: "ratio"
        case .difference: "difference"
        case .scaling: "scaling"
        case .timing: "timing"
        }
    }

    /// The metric whose figure shows how the criterion was decided; nil where a set or a log decides.
    var figure: MetricName? {
        let metric: MetricName? =
            switch self {
            case .cleanBoot, .perModule, .law: nil
            case .bound(let metric, _), .sameAs(let metric, _), .control(let metric, _), .ratio(let metric, _, _, _),
                .difference(let metric, _, _), .scaling(let metric, _, _), .timing(let metric, _, _):
                metric
            }
        guard let metric, Metric.named(metric)?.unit != .moduleSet else { return nil }
        return metric
    }

    /// How telling the figure is for a table; the highest wins.
    var figureWeight: Int {
        switch self {
        case .ratio, .difference: 5
        case .scaling: 4
        case .control: 3
        case .bound: 2
        case .sameAs: 1
        case .cleanBoot, .perModule, .law, .timing: 0
        }
    }
}
