// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Testing

@testable import Reports

@Suite struct MetricListingTests {
    @Test func thePageIsWhatTheRegistrySays() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
        #expect(
            page == MetricListing().markdown, "run `.build/debug/bootmatrix metrics --markdown > docs/metrics.md`")
    }

    @Test func everyMetricSaysWhatItIsAndWhereItComesFrom() {
        #expect(Set(Metric.catalogue.map(\.name)).count == Metric.catalogue.count)
        for metric in Metric.catalogue {
            #expect(!metric.meaning.isEmpty && !metric.source.isEmpty)
            if let traced = metric.traced { #expect(Metric.named(traced)?.ground == .probes) }
        }
    }

    @Test(arguments: [60, 100, 200]) func linesFit(width: Int) {
        let lines = MetricListing().text(TableStyle(width: width)).split(separator: "\n")
        #expect(lines.count >= 2 * Metric.catalogue.count)
        for line in lines { #expect(TextColumns.width(String(line)) <= width) }
        // The longest name, a gap, and the longest unit with its gap.
        let indent = (Metric.catalogue.map(\.name.text.count).max() ?? 0) + 9
        let starts = lines.filter { $0.first != " " }
        #expect(starts.count == Metric.catalogue.count)
        for (line, metric) in zip(starts, Metric.catalogue) {
            #expect(
                line.hasPrefix(metric.name.text + " ") && line.dropFirst(indent).hasPrefix(metric.meaning.prefix(12)))
        }
    }

    @Test func programsReadEveryMetric() throws {
        struct Document: Decodable {
            struct Row: Decodable { var name, unit, meaning, source: String }
            var schema: Int
            var metrics: [Row]
        }
        let document = try JSONDecoder().decode(Document.self, from: Data(try MetricListing().json().utf8))
        #expect(document.schema == 1 && document.metrics.map(\.name) == Metric.catalogue.map(\.name.text))
    }
}
