// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
public import Verdicts
import Vocabulary

/// A run of kernels that are broken on purpose, kernel by kernel: which criterion caught it.
public struct MutantsReport: Sendable {
    let result: MutantsResult
    /// What each kernel is, by its name.
    let titles: [String: String]

    public init(_ result: MutantsResult, titles: [String: String]) {
        self.result = result
        self.titles = titles
    }

    /// Ends in a newline.
    public func text(style: TableStyle) -> String {
        let all = result.mutants + result.unsound
        let column = (all.map { TextColumns.width($0.kernel.rawValue) }.max() ?? 0) + 2
        var lines: [String] = []
        for verdict in all {
            let mark = TextColumns.padded(word(verdict), to: 15)
            let name = TextColumns.padded(verdict.kernel.rawValue, to: column)
            let indent = 15 + column
            var paragraph = TextColumns.wrapped(
                style.safe(sentence(verdict)), width: max(style.width, indent + 30), first: indent, indent: indent)
            paragraph[0] = style.painted(mark, verdict.isAsItMustBe ? .pass : .fail) + name + paragraph[0]
            lines += paragraph
        }
        lines.append(last)
        return lines.joined(separator: "\n") + "\n"
    }

    /// `caught 19 of 19, and 3 of 3 that do not matter passed`; `caught 1 of 1; 21 not booted`.
    var last: String {
        let broken = result.broken.filter(\.isBooted)
        let harmless = result.harmless.filter(\.isBooted)
        var text = "caught \(broken.count { $0.outcome == .caught }) of \(broken.count)"
        if !harmless.isEmpty {
            let passed = harmless.count { $0.outcome == .passed }
            text += ", and \(passed) of \(harmless.count) that do not matter passed"
        }
        let rest = result.mutants.count { !$0.isBooted }
        if rest > 0 { text += "; \(rest) not booted" }
        let unsound = result.unsound.map(\.kernel.rawValue).joined(separator: ", ")
        if !unsound.isEmpty { return text + "; not to be believed, because \(unsound) did not pass" }
        return text + (result.sound.isEmpty ? "; not to be believed, because no sound kernel was booted" : "")
    }

    private func word(_ verdict: MutantVerdict) -> String {
        result.unsound.contains(verdict) && verdict.outcome == .disturbed ? "not sound" : verdict.outcome.rawValue
    }

    private func sentence(_ verdict: MutantVerdict) -> String {
        var parts: [String] = []
        if let title = titles[verdict.kernel.rawValue] { parts.append(title) }
        // What was expected first: the others only followed.
        let shown = verdict.objections.filter { verdict.expected.contains($0.name) }
        let others = verdict.objections.filter { !verdict.expected.contains($0.name) }
        for objection in shown + (shown.isEmpty ? others : []) { parts.append(text(objection)) }
        let missing = verdict.expected.filter { name in !shown.contains { $0.name == name } }
        if verdict.outcome == .wronglyCaught || verdict.outcome == .missed {
            parts.append("not by \(missing.map { "'\($0)'" }.joined(separator: ", "))")
        }
        if !shown.isEmpty, !others.isEmpty {
            parts.append("also \(others.map { "'\($0.name)'" }.joined(separator: ", "))")
        }
        if verdict.outcome == .undecided, let lack = verdict.lack { parts.append(lack) }
        return parts.joined(separator: "; ")
    }

    private func text(_ objection: MutantVerdict.Objection) -> String {
        "by '\(objection.name)' \(objection.status.rawValue)"
            + (objection.place.map { " in \($0)" } ?? "") + ": \(objection.reason)"
    }

    /// For programs; docs/commands.md documents every field.
    public func json() throws -> String { try CacheJSON.text(Document(result, titles)) }

    private struct Document: Encodable {
        struct Objection: Encodable {
            let name: String
            let status: Status
            let place: String?
            let reason: String
        }
        struct Mutant: Encodable {
            let kernel: String
            let title: String?
            let expected: [String]
            let outcome: String
            let objections: [Objection]
            let lack: String?

            init(_ verdict: MutantVerdict, _ titles: [String: String]) {
                kernel = verdict.kernel.rawValue
                title = titles[verdict.kernel.rawValue]
                expected = verdict.expected
                outcome = verdict.outcome.rawValue
                objections = verdict.objections.map {
                    Objection(name: $0.name, status: $0.status, place: $0.place, reason: $0.reason)
                }
                lack = verdict.lack
            }
        }
        let schema = 1
        let status: Status
        let caught: Int
        let broken: Int
        let passed: Int
        let harmless: Int
        let not_booted: Int
        let sound: [String]
        let mutants: [Mutant]
        let unsound: [Mutant]

        init(_ result: MutantsResult, _ titles: [String: String]) {
            status = result.status
            caught = result.broken.count { $0.outcome == .caught }
            broken = result.broken.count
            passed = result.harmless.count { $0.outcome == .passed }
            harmless = result.harmless.count
            not_booted = result.mutants.count { !$0.isBooted }
            sound = result.sound.map(\.kernel.rawValue)
            mutants = result.mutants.map { Mutant($0, titles) }
            unsound = result.unsound.map { Mutant($0, titles) }
        }
    }
}
