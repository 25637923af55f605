// SPDX-License-Identifier: Apache-2.0

public import Verdicts
import Vocabulary

/// A result for programs: everything that a result holds, under names that do not change within a schema version.
/// docs/reports.md documents every field. Statuses keep their own words. Text of a guest is given as it is, escaped as
/// JSON wants it: who shows it must make it safe.
public enum JSONReport {
    /// Raised when a field changes its meaning or goes away; new fields do not raise it.
    public static let schema = 1

    /// Equal results give equal bytes.
    public static func text(of result: MatrixResult) throws -> String {
        String(decoding: try CanonicalJSON.encode(ReportDocument(result)), as: UTF8.self)
    }

    /// One boot: what the report of its run has below `places[].cells[]`.
    public static func text(of cell: CellSummary) throws -> String {
        String(decoding: try CanonicalJSON.encode(ReportDocument.CellEntry(cell)), as: UTF8.self)
    }
}
