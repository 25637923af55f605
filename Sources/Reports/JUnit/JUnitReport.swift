// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
public import Verdicts
import Vocabulary

/// A result for the test views of CI systems, in the form that Ant, Jenkins and GitLab read: a suite for the cells of
/// each kernel, and one for each criterion with a case for each kernel.
///
/// | status | JUnit |
/// |---|---|
/// | PASS | a case without children; a warning in `system-out` |
/// | FAIL | `failure` |
/// | ERROR, MISS | `error`, the word in `type` and first in the message |
/// | INCONCLUSIVE, SKIP | `skipped`, the word first in the message |
///
/// JUnit has no word for what the evidence does not decide; a reader that counts only failures must look at the exit
/// code as well.
public enum JUnitReport {
    /// Equal results give equal bytes: there is no time stamp.
    public static func text(of result: MatrixResult) -> String {
        let suites = cells(of: result) + result.criteria.map(suite)
        let all = suites.flatMap(\.cases)
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        lines.append("<testsuites name=\"\(XMLText.attribute(result.run.title))\"\(counts(all))>")
        for (index, suite) in suites.enumerated() {
            lines.append("  <testsuite name=\"\(XMLText.attribute(suite.name))\"\(counts(suite.cases))>")
            if index == 0 { lines += properties(of: result) }
            lines += suite.cases.flatMap { testCase($0, in: suite.name) }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    /// What there is no test for, in the first suite: JUnit has no place for it above the suites.
    private static func properties(of result: MatrixResult) -> [String] {
        var values: [(String, String)] = []
        if !result.run.accelerators.isEmpty {
            values.append(("accelerator", result.run.accelerators.joined(separator: " and ")))
        }
        if let lines = result.designLines { values.append(("design", lines.joined(separator: "; "))) }
        if let looked = result.looked { values.append(("looks", looked.sentence)) }
        guard !values.isEmpty else { return [] }
        let lines = values.map { name, value in
            "      <property name=\"\(name)\" value=\"\(XMLText.attribute(value))\"/>"
        }
        return ["    <properties>"] + lines + ["    </properties>"]
    }

    private struct Suite {
        var name: String
        var cases: [Case]
    }

    private struct Case {
        var name: String
        var status: Status
        var message: String
        var lines: [String] = []
        var took: Duration?
        var warns = false
    }

    private static func cells(of result: MatrixResult) -> [Suite] {
        let places = Dictionary(grouping: result.coordinates, by: \.coordinates.kernel)
        return result.kernels.map { kernel in
            let cells = (places[kernel.name] ?? []).flatMap(\.cells)
            return Suite(
                name: "cells of \(kernel.name)",
                cases: cells.map { cell in
                    Case(
                        name: cell.id.text, status: cell.status, message: cell.reason, lines: cell.lines,
                        took: cell.took)
                })
        }
    }

    private static func suite(_ criterion: CriterionOutcome) -> Suite {
        guard !criterion.rows.isEmpty else {
            let only = Case(
                name: criterion.name, status: criterion.status, message: criterion.reason, warns: criterion.warns)
            return Suite(name: criterion.name, cases: [only])
        }
        var lines: [KernelName: [String]] = [:]
        for offence in criterion.offences {
            let name = offence.cell?.text ?? "\(offence.coordinates.vcpus) vCPUs"
            lines[offence.coordinates.kernel, default: []] +=
                ["\(criterion.word(of: offence)) \(name): \(offence.text)"] + offence.lines
        }
        let cases = criterion.rows.map { row in
            Case(
                name: "\(row.kernel)" + (row.workload.map { " \($0)" } ?? ""), status: row.status, message: row.reason,
                lines: lines[row.kernel] ?? [], warns: row.warns)
        }
        return Suite(name: criterion.name, cases: cases)
    }

    private static func testCase(_ item: Case, in suite: String) -> [String] {
        let time = item.took.map { " time=\"\(milliseconds($0))\"" } ?? ""
        let open =
            "    <testcase classname=\"\(XMLText.attribute(suite))\" name=\"\(XMLText.attribute(item.name))\"\(time)"
        guard let element = element(item.status) else {
            guard item.warns else { return [open + "/>"] }
            let text = XMLText.content(["WARN: \(item.message)"] + item.lines)
            return [open + ">", "      <system-out>\(text)</system-out>", "    </testcase>"]
        }
        let word = item.status.rawValue
        let message = item.status == .fail ? item.message : "\(word): \(item.message)"
        let kind = element == "skipped" ? "" : " type=\"\(word)\""
        let child = "      <\(element)\(kind) message=\"\(XMLText.attribute(message))\""
        let body = item.lines.isEmpty ? "/>" : ">\(XMLText.content(item.lines))</\(element)>"
        return [open + ">", child + body, "    </testcase>"]
    }

    private static func element(_ status: Status) -> String? {
        switch status {
        case .pass: nil
        case .fail: "failure"
        case .error, .miss: "error"
        case .inconclusive, .skip: "skipped"
        }
    }

    private static func counts(_ cases: [Case]) -> String {
        func count(_ element: String) -> Int { cases.count { Self.element($0.status) == element } }
        return " tests=\"\(cases.count)\" failures=\"\(count("failure"))\" errors=\"\(count("error"))\""
            + " skipped=\"\(count("skipped"))\""
    }

    /// Seconds with three decimals, as JUnit wants them whatever the locale.
    private static func milliseconds(_ duration: Duration) -> String {
        let whole = duration.inNanoseconds / 1_000_000
        let decimals = String(whole % 1000)
        return "\(whole / 1000)." + String(repeating: "0", count: max(0, 3 - decimals.count)) + decimals
    }
}
