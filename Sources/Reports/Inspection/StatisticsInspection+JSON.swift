// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Vocabulary

extension StatisticsInspection {
    /// For programs; docs/commands.md documents every field.
    /// - Parameter file: as the user named it.
    public func json(file: String) throws -> String {
        String(decoding: try CanonicalJSON.encode(Document(self, file: file)), as: UTF8.self)
    }

    private struct Document: Encodable {
        struct Law: Encodable {
            let law: String
            let holds: Bool
            let violations: [Violation]
        }

        struct Violation: Encodable {
            let text: String
            let difference: Int64
        }

        struct Row: Encodable {
            let module: String
            let times: UInt64
            let reason: String
        }

        let schema = 1
        let kind = "stats"
        let file: String
        let status: Status
        let reason: String
        /// By the names of the scalar files; bytes are negative where the kernel's arithmetic made them so.
        let counters: [String: Int64]
        let averages: [String: UInt64]
        let wasted_bytes: Int64?
        let duplicates: [Row]
        let table_whole: Bool
        let laws: [Law]
        let residual: Int64?

        init(_ inspection: StatisticsInspection, file: String) {
            let statistics = inspection.statistics
            let text = statistics.text
            self.file = file
            status = inspection.status
            reason = inspection.reason
            counters = Dictionary(
                uniqueKeysWithValues: (text?.values ?? [:]).map { ($0.key.rawValue, Int64(bitPattern: $0.value)) })
            averages = Dictionary(
                uniqueKeysWithValues: (text?.averages ?? [:]).map { ($0.key.rawValue, $0.value) })
            wasted_bytes = text?.wasted.map { Int64(bitPattern: $0) }
            duplicates = (text?.duplicates ?? []).map {
                Row(module: $0.module, times: $0.times, reason: $0.reason.rawValue)
            }
            table_whole = text?.isTableWhole ?? false
            // Nothing was checked on a text that is not the kernel's.
            laws =
                inspection.isReadable
                ? inspection.laws.map { law, violations in
                    Law(
                        law: law.rawValue, holds: violations.isEmpty,
                        violations: violations.map { Violation(text: $0.text, difference: $0.difference) })
                } : []
            residual = inspection.isReadable ? statistics.residual : nil
        }
    }
}
