// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelLog

/// Console logs of others with what they show, beside the package; absent on most machines.
struct ConsoleCorpus {
    struct Record: Decodable {
        struct Expectation: Decodable {
            /// Null where one may argue.
            var crash: Bool?
            var family: String
        }
        var id: String
        var title: String?
        var frame: String?
        var panicked: Bool?
        var expect: Expectation
        var log: String
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ name: String) -> String { root.path + "/shared/corpora/console/" + name }
    static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    /// Each record with what the scanner makes of it; nothing where the corpus is absent or cannot be read.
    static let syzkaller = scanned("syzkaller-linux.dev.jsonl")
    static let libbpf = scanned("libbpf-ci.jsonl")

    private static func scanned(_ name: String) -> [(record: Record, findings: [Finding])] {
        ((try? records(name)) ?? []).map { ($0, KernelLogScanner.findings(in: $0.log)) }
    }

    private static func records(_ name: String) throws -> [Record] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path(name)))
        return try data.split(separator: 0x0A).map { try JSONDecoder().decode(Record.self, from: $0) }
    }
}
