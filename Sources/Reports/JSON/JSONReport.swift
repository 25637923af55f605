// SPDX-License-Identifier: Apache-2.0

public import Verdicts
import Vocabulary

/// A result for programs: everything that a result holds, under names that do not change within a schema version.
/// docs/reports.md documents every field. Statuses keep their own words. Text of a guest is escaped
/// so that the report can be shown as it is; who decodes it and shows a part must make that safe.
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

    /// What the report of the run has under `projections`, in an object of its own.
    public static func projections(of result: MatrixResult) throws -> String {
        struct Document: Encodable {
            let schema = JSONReport.schema
            let projections: [ProjectionDocument]
        }
        let document = Document(projections: result.projections.map(ProjectionDocument.init))
        return String(decoding: try CanonicalJSON.encode(document), as: UTF8.self)
    }
}
