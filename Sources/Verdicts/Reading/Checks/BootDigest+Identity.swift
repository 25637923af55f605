// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

extension BootDigest {
    /// The running kernel and every loaded module against what was built. A guest that did not get as far as its seal
    /// is held only to what it showed.
    func identity() -> [CellReading.Problem] {
        var found: [String] = []
        if record.cell != cell.id.text {
            found.append("the evidence is of cell \(SafeText.line(record.cell, limit: 80)), not of \(cell.id)")
        }
        found += evidence.identity.differences(from: record.expected).filter { isSealed || $0.isShown }.map(
            \.description)
        guard !found.isEmpty else { return [] }
        let more = found.count > 3 ? "; \(found.count - 3) more" : ""
        return [problem(.identity, .harness, found.prefix(3).joined(separator: "; ") + more)]
    }
}

extension IdentityDifference {
    /// Whether the guest showed something else, and not merely nothing.
    fileprivate var isShown: Bool {
        switch self {
        case .kernel, .release, .module, .moduleNotBuilt: true
        case .kernelUnknown, .moduleUnknown: false
        }
    }
}
