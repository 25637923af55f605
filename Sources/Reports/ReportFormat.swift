// SPDX-License-Identifier: Apache-2.0

public import Verdicts

/// The formats that a result can be written in, by the words of the command line. docs/reports.md describes each.
public enum ReportFormat: String, CaseIterable, Sendable {
    /// For a terminal and for plain text.
    case table
    /// Everything, for programs.
    case json
    /// For the test views of CI systems.
    case junit

    /// The whole report, with a newline at its end.
    /// - Parameter style: for `table`; the others look the same everywhere.
    /// - Throws: what the JSON encoder throws, for a result with a value that JSON cannot hold.
    public func text(of result: MatrixResult, style: TableStyle = TableStyle()) throws -> String {
        switch self {
        case .table: TableReport(style: style).text(of: result)
        case .json: try JSONReport.text(of: result)
        case .junit: JUnitReport.text(of: result)
        }
    }
}
