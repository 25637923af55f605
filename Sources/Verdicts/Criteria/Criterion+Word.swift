// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

extension Criterion.Kind {
    /// The kind as matrix.yaml writes it.
    var word: String {
        switch self {
        case .cleanBoot: "clean-boot"
        case .bound: "bound"
        case .sameAs: "same-as"
        case .control: "control"
        case .ratio: "ratio"
        case .scaling: "scaling"
        }
    }

    /// The metric whose figure shows how the criterion was decided; nil where a set or a log decides.
    var figure: MetricName? {
        let metric: MetricName? =
            switch self {
            case .cleanBoot: nil
            case .bound(let metric, _), .sameAs(let metric, _), .control(let metric, _), .ratio(let metric, _, _),
                .scaling(let metric, _):
                metric
            }
        guard let metric, Metric.named(metric)?.unit != .moduleSet else { return nil }
        return metric
    }

    /// How telling the figure is for a table; the highest wins.
    var figureWeight: Int {
        switch self {
        case .ratio: 5
        case .scaling: 4
        case .control: 3
        case .bound: 2
        case .sameAs: 1
        case .cleanBoot: 0
        }
    }
}
