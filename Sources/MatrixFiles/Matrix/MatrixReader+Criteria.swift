// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension MatrixReader {
    func readCriteria(_ value: Value, _ scene: Scene?) -> [Criterion]? {
        guard let elements = value.elements() else { return nil }
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
        let needs = fields["needs"].map { NeedsReader(names: names, index: index, known: known).read($0) }
        let kind = kindValue.flatMap { $0.raw }.flatMap { readKind($0, fields, when, scene) }
        guard let name, let when, let kind else { return nil }
        if let needs {
            guard let needed = needs else { return nil }
            return Criterion(name: name, when: when, needs: needed, kind: kind)
        }
        return Criterion(name: name, when: when, kind: kind)
    }

    private func readKind(_ kind: String, _ fields: Fields, _ when: CellFilter?, _ scene: Scene?) -> Criterion.Kind? {
        let judged = scene.flatMap { scene in when.map { JudgedCells(scene: scene, when: $0) } }
        switch kind {
        case "clean-boot":
            return .cleanBoot
        case "bound":
            guard let (metric, limits) = readLimits(fields) else { return nil }
            return .bound(metric, limits)
        case "control":
            guard let (metric, limits) = readLimits(fields) else { return nil }
            return .control(metric, limits)
        case "same-as":
            let metric = fields["metric"].flatMap { readMetric($0) }
            let reference = readReference(fields["reference"], fields, scene, judged)
            guard let metric, let reference else { return nil }
            return .sameAs(metric.name, reference: reference)
        case "ratio":
            readOnlyWord(fields["pooled-over"], "vcpus")
            let metric = fields["metric"].flatMap { readMetric($0, isSummed: true) }
            let limit = fields["at-most"].flatMap(readFraction)
            let reference = fields["to"].flatMap { readRatioReference($0, scene, judged) }
            guard let metric, let limit, let reference else { return nil }
            return .ratio(metric.name, to: reference, atMost: limit)
        case "scaling":
            readOnlyWord(fields["over"], "vcpus")
            let metric = fields["metric"].flatMap { readMetric($0, isSummed: true) }
            judged?.checkGrowth(fields["when"] ?? fields.owner)
            let limit = fields["at-most"].flatMap { readScalingLimit($0, metric, scene, judged) }
            guard let metric, let limit else { return nil }
            return .scaling(metric.name, atMost: limit)
        default:
            return nil
        }
    }

    /// A key that has one possible value so far.
    private func readOnlyWord(_ value: Value?, _ word: String) {
        guard let value, value.raw != word else { return }
        value.problem("bad-value", "\(value.kind) is not possible here", "write \(word), or remove the key")
    }
}
