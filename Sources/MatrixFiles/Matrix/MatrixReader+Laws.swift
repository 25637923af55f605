// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// The kinds that know what a loader does: laws, and bounds of each module.
extension MatrixReader {
    func readLaw(_ value: Value) -> LoaderLaw? {
        guard let text = value.text() else { return nil }
        guard let law = LoaderLaw(rawValue: text) else {
            value.problem(
                "unknown-law", "there is no law \"\(SafeText.line(text, limit: 40))\"",
                Closest.remedy(for: text, among: LoaderLaw.allCases.map(\.rawValue)))
            return nil
        }
        return law
    }

    /// `n-1`, or a whole number.
    func readModuleLimit(_ value: Value, _ fields: Fields, _ judged: JudgedCells?) -> ModuleLimit? {
        guard let raw = value.raw, raw.filter({ $0 != " " }) == "n-1" else {
            guard value.isPlain, let raw = value.raw, Int(raw) != nil else {
                value.problem("bad-value", "\(value.kind) is no bound of a module", "write `n-1` or a whole number")
                return nil
            }
            return value.integer(in: 0...1_000_000, "at-most").map { .count($0) }
        }
        // Each CPU's uevent asks once in a coldplug; whoever asks again has no such bound.
        if let other = judged?.selected.first(where: { $0.workload.base != .coldplug }) {
            (fields["when"] ?? fields.owner).problem(
                "bad-value", "n-1 holds for one coldplug and not for workload \(other.workload)",
                "add `workload: coldplug` to when, or give at-most a number")
            return nil
        }
        return .othersThanOne
    }
}
