// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// What a reference's boots under one workload say of themselves, before others are held against them.
///
/// A module that comes and goes among the reference's boots of one place is no proof against a boot that lacks it: where it
/// is there nine times in ten, one of three boots of a sound kernel lacks it at every fourth place. Such modules are left
/// open, and decided by how often each kernel lacks them (Fisher), the error shared among them.
struct ReferenceBoots {
    /// The modules of each boot, by vCPU count.
    typealias Boots = [Int: [[String]]]

    /// Modules that some of the reference's boots at a place have and others there lack.
    let unsteady: Set<String>
    private let reference: Boots

    init(_ reference: Boots) {
        self.reference = reference
        unsteady = reference.values.reduce(into: []) { unsteady, boots in
            // Nearly always all are equal, and ten thousand boots are compared in a fraction of a second.
            guard let first = boots.first, boots.contains(where: { $0 != first }) else { return }
            let sets = boots.map { Set($0) }
            let all = sets.reduce(into: Set<String>()) { $0.formUnion($1) }
            unsteady.formUnion(all.filter { module in !sets.allSatisfy { $0.contains(module) } })
        }
    }

    /// The unsteady modules that another kernel's boots lack more often than chance allows.
    func lost(by boots: Boots, level: Double) -> Set<String> {
        unsteady.filter { module in
            let places = reference.keys.sorted().compactMap { vcpus -> FisherTest.Place? in
                let (own, theirs) = (boots[vcpus] ?? [], reference[vcpus] ?? [])
                // Where nobody has it, it is not looked for.
                guard (own + theirs).contains(where: { $0.contains(module) }) else { return nil }
                return FisherTest.Place(
                    failed: own.count { !$0.contains(module) }, boots: own.count,
                    otherFailed: theirs.count { !$0.contains(module) }, otherBoots: theirs.count)
            }
            return FisherTest.excess(places) <= level / Double(unsteady.count)
        }
    }

    /// Whether each of several figures lies outside of the range of the others: what a boot of the reference would be told
    /// if it were judged as other kernels' are. Empty where a figure has no others.
    static func outside(_ values: [Double]) -> [Bool] {
        guard values.count > 1 else { return [] }
        let sorted = values.sorted()
        let (least, most) = (sorted[0], sorted[sorted.count - 1])
        return values.map { value in
            (value == least && value < sorted[1]) || (value == most && value > sorted[sorted.count - 2])
        }
    }
}
