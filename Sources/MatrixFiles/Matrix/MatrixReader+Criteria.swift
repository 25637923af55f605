// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension MatrixReader {
    /// - Parameters:
    ///   - elements: of this file and of those that it extends, in the order in which they are judged.
    ///   - value: this file's own list.
    func readCriteria(_ elements: [Value], of value: Value, _ scene: Scene?) -> [Criterion]? {
        guard value.isList else { return nil }
        guard !elements.isEmpty else {
            value.problem("empty", "there is no criterion", "start with {name: boots clean, kind: clean-boot}")
            return nil
        }
        let nameValues = elements.map { $0.peek("name") }
        let names = nameValues.map { $0?.isNull == false ? $0?.raw?.trimmingSpaces : nil }
        checkNames(names, nameValues)
        var scene = scene
        scene?.criterionNames = names
        let criteria = elements.enumerated().compactMap { index, element in
            readCriterion(element, index, names, scene)
        }
        for element in elements { checkControl(element, among: elements) }
        return criteria.count == elements.count ? criteria : nil
    }

    private func checkNames(_ names: [String?], _ values: [Value?]) {
        var seen: Set<String> = []
        for (name, value) in zip(names, values) {
            guard let name, let value, !seen.insert(name).inserted else { continue }
            value.problem(
                "repeated", "two criteria are called \"\(SafeText.line(name, limit: 60))\"",
                "give each its own name: reports and `needs` use it")
        }
    }

    private func readCriterion(_ value: Value, _ index: Int, _ names: [String?], _ scene: Scene?) -> Criterion? {
        let kindValue = value.peek("kind")
        let table = kindValue.flatMap { FileKeys.criteria[$0.raw ?? ""] }
        if let kindValue, table == nil {
            kindValue.problem(
                "unknown-kind", "there is no criterion of kind \(kindValue.kind)",
                Closest.remedy(for: kindValue.raw ?? "", among: FileKeys.criterionKinds))
        }
        guard let fields = Fields(value, table ?? FileKeys.anyCriterion), let nameValue = fields["name"] else {
            return nil
        }
        let name = nameValue.text(limit: 80)
        let when = fields["when"].map { readFilter($0, scene) } ?? .everything
        let needs = fields["needs"].map { NeedsReader(names: names, index: index, known: known).read($0) } ?? []
        let kind = kindValue.flatMap { $0.raw }.flatMap { readKind($0, fields, when, scene) }
        let severity = readSeverity(fields["severity"], of: kindValue?.raw)
        checkMetric(fields, of: kindValue?.raw ?? "", severity)
        guard let name, let when, let needs, let severity, let kind else { return nil }
        return Criterion(name: name, when: when, needs: needs, severity: severity, kind: kind)
    }

    private func readSeverity(_ value: Value?, of kind: String?) -> Criterion.Severity? {
        let isTiming = kind == "timing"
        guard let value else { return isTiming ? .warn : .fail }
        guard let text = value.text() else { return nil }
        guard let severity = Criterion.Severity(rawValue: text) else {
            let known = Criterion.Severity.allCases.map(\.rawValue)
            value.problem("bad-value", "\(value.kind) is no severity", Closest.remedy(for: text, among: known))
            return nil
        }
        guard severity == .warn || !isTiming else {
            value.problem(
                "bad-value", "a timing cannot fail a kernel: it is time of the host, which other work changes",
                "write `severity: warn`, or remove the key")
            return nil
        }
        return severity
    }

    /// What a control does not find is INCONCLUSIVE, which severity `warn` leaves without effect but for those that need it.
    private func checkControl(_ value: Value, among elements: [Value]) {
        guard value.peek("kind")?.raw == "control", let severity = value.peek("severity"), severity.raw == "warn",
            let name = value.peek("name")?.raw?.trimmingSpaces
        else { return }
        let needed = elements.compactMap { $0.peek("needs") }.flatMap { needs in
            needs.isList ? needs.elements() ?? [] : [needs]
        }
        guard !needed.contains(where: { $0.raw?.trimmingSpaces == name }) else { return }
        severity.problem(
            "bad-value", "a control warns of nothing, and no criterion needs this one, so that it changes nothing",
            "remove the key, or write kind: bound")
    }

    private func readKind(_ kind: String, _ fields: Fields, _ when: CellFilter?, _ scene: Scene?) -> Criterion.Kind? {
        let judged = scene.flatMap { scene in when.map { JudgedCells(scene: scene, when: $0) } }
        switch kind {
        case "clean-boot": return .cleanBoot
        case "bound": return readLimits(fields).map { .bound($0, $1) }
        case "control": return readLimits(fields).map { .control($0, $1) }
        case "per-module":
            return fields["at-most"].flatMap { readModuleLimit($0, fields, judged) }.map { .perModule(atMost: $0) }
        case "law": return fields["law"].flatMap(readLaw).map { .law($0) }
        default: return readComparison(kind, fields, scene, judged)
        }
    }
}
