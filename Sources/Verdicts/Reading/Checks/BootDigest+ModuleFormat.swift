// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

extension BootDigest {
    /// Whether the modules that were loaded lay on the guest's disk in the format that the cell is about: by the names
    /// of their files and by what is in them. A kernel's own format promises nothing.
    func moduleFormat() -> [CellReading.Problem] {
        let format = cell.coordinates.kernel.format
        guard isSealed, let ending = format.ending else { return [] }
        guard let files = evidence.moduleFiles, files.problem == nil,
            items.items["module-files"]?.isCut == false
        else {
            return [problem(.vacuity, .harness, "the guest does not say which files its modules came from")]
        }
        let loaded = Set(evidence.modules?.names ?? [])
        let named = files.files.filter { loaded.contains($0.module) }
        guard !named.isEmpty else {
            return [
                problem(.vacuity, .harness, "no loaded module has a file, so nothing shows that they are \(format)")
            ]
        }
        let others = named.filter { $0.content != format.rawValue || !$0.path.hasSuffix(ending) }
        if let first = others.first {
            let file = SafeText.line(first.path, limit: 80)
            return [
                problem(
                    .identity, .harness,
                    "\(others.count) of \(Names.count(named.count, "module file")) are not \(format): \(file) is "
                        + SafeText.line(first.content, limit: 20))
            ]
        }
        let lost = loaded.subtracting(named.map(\.module)).sorted()
        guard !lost.isEmpty else { return [] }
        return [
            problem(.identity, .harness, "no file is known of \(Names.list(lost.map { SafeText.line($0, limit: 60) }))")
        ]
    }
}
