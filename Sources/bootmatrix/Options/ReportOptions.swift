// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Foundation
import Host
public import Reports
import Vocabulary
import Verdicts

/// How a result is shown.
struct ReportOptions: ParsableArguments {
    @Option(name: .long, help: "table, json or junit.")
    var format: ReportFormat = .table

    @Flag(name: .long, help: "The same as --format json.")
    var json = false

    @Option(name: .long, help: "Write JUnit XML to this file as well.")
    var junit: String?

    @Option(name: .long, help: "Columns of the table; default: the terminal's, or 100.")
    var width: Int?

    /// Whether more is printed than boots that are known already can tell: JSON has every funnel in full.
    var wantsDetail: Bool { json || format == .json }

    private var style: TableStyle { Output.style(width: width) }

    /// Prints one boot on standard output.
    func write(_ cell: CellSummary) throws {
        guard junit == nil else { throw ValidationError("--cell: JUnit XML is of whole runs; leave --junit out") }
        switch json ? .json : format {
        case .table: Output.text(CellReport(style: style).text(of: cell))
        case .json: Output.text(try JSONReport.text(of: cell))
        case .junit: throw ValidationError("--cell: one boot can be had as table or json")
        }
    }

    /// Prints the result on standard output.
    func write(_ result: MatrixResult) throws {
        Output.text(try (json ? ReportFormat.json : format).text(of: result, style: style))
        // Last: a place that cannot be written must not cost the verdict.
        if let junit { try save(try ReportFormat.junit.text(of: result), as: junit) }
    }

    /// Prints where loads become a problem again; it judges nothing.
    func writeProjection(of result: MatrixResult) throws {
        switch json ? .json : format {
        case .table: Output.text(TableReport(style: style).projectionText(of: result))
        case .json: Output.text(try JSONReport.projections(of: result))
        default: throw ValidationError("--projection can be had as table or json")
        }
    }

    private func save(_ text: String, as path: String) throws {
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw HostError(
                .file, blame: .user, "cannot write the JUnit report", at: path,
                remedy: "choose a place that is writable",
                cause: error)
        }
    }
}

extension ReportFormat: ExpressibleByArgument {}
