// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension MatrixReader {
    func readExclude(_ value: Value, _ scene: Scene) -> [CellFilter]? {
        guard let elements = value.elements() else { return nil }
        let filters = elements.compactMap { readFilter($0, scene) }
        return filters.count == elements.count ? filters : nil
    }

    /// A `when:` or an element of `exclude:`. Everything that it names must be there and it must select a cell: a
    /// threshold that silently applies to nothing would read as a proof.
    ///
    /// - Parameter scene: nil when the axes could not be read; then only the form is checked.
    func readFilter(_ value: Value, _ scene: Scene?) -> CellFilter? {
        guard let fields = Fields(value, FileKeys.filter) else { return nil }
        guard !fields.isEmpty else {
            if value.isEmptyMapping {
                value.problem("empty", "this filter is empty", "name kernel, vcpus or workload, or remove the key")
            }
            return nil
        }
        var filter = CellFilter.everything
        var isComplete = true
        if let kernels = fields["kernel"] {
            filter.kernels = list(kernels) { readBooted($0, scene) }
            isComplete = isComplete && filter.kernels != nil
        }
        if let vcpus = fields["vcpus"] {
            let selection = readVCPUSelection(vcpus, scene)
            filter.vcpus = selection ?? .any
            isComplete = isComplete && selection != nil
        }
        if let workloads = fields["workload"] {
            filter.workloads = list(workloads, readWorkload)
            isComplete = isComplete && filter.workloads != nil
        }
        guard isComplete else { return nil }
        if let scene, !scene.coordinates.contains(where: filter.contains) {
            value.problem("selects-nothing", "this filter selects no cell of the matrix", "compare it with the axes")
            return nil
        }
        return filter
    }

    /// A kernel that some cell boots, or the word for the baseline.
    func readBooted(_ value: Value, _ scene: Scene?) -> KernelName? {
        if value.raw == Self.baselineWord, let scene { return scene.baseline }
        guard let name = readKernel(value) else { return nil }
        guard let scene, !scene.kernels.contains(name) else { return name }
        value.problem(
            "not-booted", "the kernel \"\(name)\" is not in this matrix",
            Closest.remedy(for: name.rawValue, among: scene.kernels.map(\.rawValue)))
        return nil
    }

    private func readVCPUSelection(_ value: Value, _ scene: Scene?) -> VCPUSelection? {
        let selection: VCPUSelection?
        if value.isList || (value.isPlain && Int(value.raw ?? "") != nil) {
            selection = list(value, readVCPUs).map { .oneOf($0) }
        } else if let raw = value.raw, !value.isNull {
            selection = VCPUSelection(text: raw)
            if selection == nil {
                value.problem(
                    "wrong-type", "\(value.kind) selects no vCPU counts",
                    "write a number, a list, \">=4\" or \"<=8\"; quote what starts with > or <")
            }
        } else {
            value.wrongType("a number, a list, \">=4\" or \"<=8\"")
            return nil
        }
        guard let selection, let scene else { return selection }
        if case .oneOf(let counts) = selection, let absent = counts.first(where: { !scene.vcpus.contains($0) }) {
            value.problem(
                "not-booted", "no cell of this matrix has \(absent) vCPUs",
                "write one of: \(scene.vcpus.map(String.init).joined(separator: ", "))")
            return nil
        }
        return selection
    }
}
