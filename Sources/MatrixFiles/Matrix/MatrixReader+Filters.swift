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
                value.problem(
                    "empty", "this filter is empty", "name kernel, modules, vcpus or workload, or remove the key")
            }
            return nil
        }
        var filter = CellFilter.everything
        var isComplete = true
        if let kernels = fields["kernel"] {
            filter.kernels = list(kernels) { readRows($0, scene) }?.flatMap(\.names).withoutRepetition
            isComplete = isComplete && filter.kernels != nil
        }
        if let formats = fields["modules"] {
            filter.formats = list(formats) { readBootedFormat($0, scene) }
            isComplete = isComplete && filter.formats != nil
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
