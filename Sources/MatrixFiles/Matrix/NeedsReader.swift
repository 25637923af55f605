// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// `needs:` names an earlier criterion, or a list of them. Earlier only, so that a circle cannot be written and the file reads in the
/// order in which it is judged.
struct NeedsReader {
    /// All criteria by place.
    let names: [String?]
    /// The place of the criterion that needs another.
    let index: Int
    let known: KnownNames

    func read(_ value: Value) -> [String]? {
        guard let elements = value.elementsOrSelf() else { return nil }
        guard !elements.isEmpty else {
            value.problem("empty", "this list is empty", "name a criterion, or remove the key")
            return nil
        }
        let names = elements.compactMap { element in readName(element).map { ($0, element) } }
        guard names.count == elements.count else { return nil }
        let distinct = Value.withoutRepetition(names)
        return distinct.count == names.count ? distinct : nil
    }

    private func readName(_ value: Value) -> String? {
        guard let text = value.text() else { return nil }
        if let place = names.firstIndex(of: text) {
            if place < index { return text }
            if place == index {
                value.problem("needs-cycle", "a criterion cannot need itself", "name an earlier criterion")
            } else {
                value.problem(
                    "needs-later", "\"\(SafeText.line(text, limit: 60))\" comes later in the file",
                    "move it above this criterion; two that need each other can never be judged")
            }
            return nil
        }
        let shown = SafeText.line(text, limit: 60)
        let other =
            if known.kernels.contains(where: { $0.rawValue == text }) {
                "\"\(shown)\" is a kernel and not a criterion"
            } else if Metric.named(MetricName(text)) != nil {
                "\"\(shown)\" is a metric and not a criterion"
            } else if FileKeys.criterionKinds.contains(text) {
                "\"\(shown)\" is a kind of criterion and not the name of one"
            } else {
                "there is no criterion \"\(shown)\""
            }
        let earlier = names.prefix(index).compactMap { $0 }
        value.problem("unknown-criterion", other, Closest.remedy(for: text, among: earlier))
        return nil
    }
}
