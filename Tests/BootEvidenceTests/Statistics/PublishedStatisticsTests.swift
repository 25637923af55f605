// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Testing

/// Outputs that others published, with their values as people read them.
@Suite(
    .enabled(if: PackageFiles.exists("../shared/corpora/stats/stats.json"), "the corpora are not beside the package"))
struct PublishedStatisticsTests {
    private struct Corpus: Decodable {
        struct Sample: Decodable {
            struct Row: Decodable {
                var module: String
                var times: UInt64
                var reason: String
            }
            var id: String
            var values: [String: UInt64]
            var duplicates: [Row]?
        }
        var samples: [Sample]
    }

    private struct Requests: Decodable {
        var id: String
        var modules: [String]
        var count: Int
        var log: String
    }

    @Test func everyPublishedTextIsReadAsPeopleReadIt() throws {
        let directory = "../shared/corpora/stats/"
        let corpus = try JSONDecoder().decode(Corpus.self, from: Data(PackageFiles.bytes(directory + "stats.json")))
        #expect(corpus.samples.count >= 3)
        for sample in corpus.samples {
            let name = sample.id.split(separator: "/").last.map(String.init) ?? sample.id
            let text = StatsText(try PackageFiles.bytes(directory + name + ".txt"))
            #expect(text.problem == nil, "\(name)")
            var found = Dictionary(uniqueKeysWithValues: text.values.map { ($0.key.label, $0.value) })
            for (average, value) in text.averages { found[average.rawValue] = value }
            found["Virtual mem wasted bytes"] = text.wasted
            #expect(found == sample.values, "\(name)")
            let rows = sample.duplicates ?? []
            #expect(text.duplicates.map(\.module) == rows.map(\.module), "\(name)")
            #expect(text.duplicates.map(\.times) == rows.map(\.times), "\(name)")
            #expect(text.duplicates.map(\.reason.rawValue) == rows.map(\.reason), "\(name)")

            let statistics = ModuleStatistics(scalars: [:], text: text)
            #expect(statistics.laws().isEmpty, "\(name)")
            if !rows.isEmpty { #expect(statistics.residual == 0, "\(name)") }
        }
    }

    @Test func duplicateRequestsAreFoundInBothForms() throws {
        let lines = try PackageFiles.bytes("../shared/corpora/stats/dups.jsonl").split(separator: 0x0A)
        #expect(!lines.isEmpty)
        for line in lines {
            let expected = try JSONDecoder().decode(Requests.self, from: Data(line))
            let found = DuplicateRequests([UInt8](expected.log))
            #expect(found.counts.keys.sorted() == expected.modules.sorted(), "\(expected.id)")
            #expect(found.total == expected.count, "\(expected.id)")
        }
    }
}
