// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

extension MatrixReader {
    /// The kernel of a same-as; the baseline when the key is absent.
    func readReference(_ value: Value?, _ fields: Fields, _ scene: Scene?, _ judged: JudgedCells?) -> KernelName? {
        guard let value else {
            guard let scene else { return nil }
            return judged?.checkReference(scene.baseline, fields.owner) ?? true ? scene.baseline : nil
        }
        guard let kernel = readBooted(value, scene), judged?.checkReference(kernel, value) ?? true else { return nil }
        return kernel
    }

    /// `to: KERNEL`, or `to: {kernel: KERNEL}`.
    func readComparedKernel(_ value: Value, _ scene: Scene?, _ judged: JudgedCells?) -> KernelName? {
        let name = value.isMapping ? Fields(value, FileKeys.comparedKernel)?["kernel"] : value
        guard let name, let kernel = readBooted(name, scene), judged?.checkReference(kernel, name) ?? true else {
            return nil
        }
        return kernel
    }
}

/// The cells that a criterion looks at, for checks that it can be answered at all.
struct JudgedCells {
    let scene: Scene
    let selected: [Coordinates]

    init(scene: Scene, when: CellFilter) {
        self.scene = scene
        selected = scene.coordinates.filter(when.contains)
    }

    var hasReplays: Bool { selected.contains { $0.workload == .cpuReplay } }

    /// Some kernel is held against the reference, and the reference is booted wherever one is.
    func checkReference(_ reference: KernelName, _ value: Value) -> Bool {
        let judged = selected.filter { $0.kernel != reference }
        guard !judged.isEmpty else {
            value.problem(
                "compares-with-itself", "only \"\(reference)\" would be held against \"\(reference)\"",
                "name another reference, or select another kernel in when")
            return false
        }
        let booted = Set(scene.coordinates)
        for place in judged {
            let partner = Coordinates(kernel: reference, vcpus: place.vcpus, workload: place.workload)
            let (own, other) = (scene.repeats(of: place), scene.repeats(of: partner))
            if booted.contains(partner) {
                // A block is compared or not; one without the reference would look as if it had been.
                if own <= other { continue }
                value.problem(
                    "reference-not-booted",
                    "with \(place.vcpus) vCPUs and workload \(place.workload) \"\(place.kernel)\" is booted \(own) times"
                        + " and \"\(reference)\", which it is to be held against, \(other) times",
                    "give both the same repeat in include")
                return false
            }
            value.problem(
                "reference-not-booted",
                "\"\(reference)\" is not booted with \(place.vcpus) vCPUs and workload \(place.workload), where "
                    + "\"\(place.kernel)\" is to be held against it",
                "boot it there, or narrow the criterion with when")
            return false
        }
        return true
    }

    /// Growth needs two vCPU counts of one kernel and workload.
    func checkGrowth(_ value: Value) {
        let lines = Dictionary(grouping: selected) { "\($0.kernel) \($0.workload)" }
        if let short = lines.values.first(where: { Set($0.map(\.vcpus)).count < 2 })?.first {
            value.problem(
                "no-growth", "\"\(short.kernel)\" is booted with one vCPU count only, so that nothing can grow",
                "select at least two vCPU counts")
        }
    }
}
