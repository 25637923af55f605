// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension MatrixReader {
    /// The word that stands for the baseline where a kernel's name is wanted.
    static let baselineWord = "baseline"

    func readAxes(_ value: Value) -> Axes? {
        guard let fields = Fields(value, FileKeys.axes) else { return nil }
        let kernels = readKernels(fields)
        let vcpus = fields["vcpus"].flatMap { list($0, readVCPUs) }
        let workloads = fields["workload"].map { list($0, readWorkload) } ?? [.coldplug]
        guard let kernels, let vcpus, let workloads else { return nil }
        return Axes(kernels: kernels, vcpus: vcpus, workloads: workloads)
    }

    func readBaseline(_ value: Value, _ axes: Axes?) -> KernelName? {
        guard let name = readKernel(value) else { return nil }
        guard let axes else { return name }
        guard axes.kernels.contains(name) else {
            value.problem(
                "baseline-not-booted", "the baseline \"\(name)\" is not in axes.kernel",
                "add it there, or write one of: \(axes.kernels.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return name
    }

    func readVCPUs(_ value: Value) -> Int? { value.integer(in: Self.vcpuRange, "a vCPU count") }

    func readWorkload(_ value: Value) -> WorkloadName? {
        value.name(WorkloadName.self, among: WorkloadName.known, "a workload", code: "unknown-workload")
    }

    /// One value or a list of them, without repetition and not empty.
    func list<Item: Hashable>(_ value: Value, _ read: (Value) -> Item?) -> [Item]? {
        guard let elements = value.elementsOrSelf() else { return nil }
        guard !elements.isEmpty, !value.isNull else {
            value.problem("empty", "this list is empty", "name at least one value")
            return nil
        }
        let items = elements.map { ($0, read($0)) }
        let good = items.compactMap { element, item in item.map { ($0, element) } }
        let distinct = Value.withoutRepetition(good)
        return distinct.count == elements.count ? distinct : nil
    }
}
