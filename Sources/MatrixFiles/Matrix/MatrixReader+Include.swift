// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

extension MatrixReader {
    /// Coordinates beside the axes; a list in an element stands for each of its values.
    func readInclude(_ value: Value) -> [Inclusion]? {
        guard let elements = value.elements() else { return nil }
        var isComplete = true
        var inclusions: [Inclusion] = []
        var own: [Coordinates: Int] = [:]
        for element in elements {
            guard let added = readInclusion(element) else {
                isComplete = false
                continue
            }
            for item in added {
                guard let repeats = item.repeats else { continue }
                if own.updateValue(repeats, forKey: item.coordinates) ?? repeats == repeats { continue }
                element.problem(
                    "repeated",
                    "\"\(item.kernel)\" with \(item.vcpus) vCPUs and workload \(item.workload) has another repeat before",
                    "name it once")
                isComplete = false
                break
            }
            inclusions += added
        }
        return isComplete ? inclusions : nil
    }

    private func readInclusion(_ element: Value) -> [Inclusion]? {
        guard let fields = Fields(element, FileKeys.include), fields["kernel"] != nil,
            let vcpusValue = fields["vcpus"], let workloadValue = fields["workload"]
        else { return nil }
        let kernels = readKernels(fields)
        let vcpus = list(vcpusValue, readVCPUs)
        let workloads = list(workloadValue, readWorkload)
        let repeatValue = fields["repeat"]
        let repeats = repeatValue.flatMap { $0.integer(in: Self.repeatRange, "repeat") }
        guard let kernels, let vcpus, let workloads, (repeatValue == nil) == (repeats == nil) else { return nil }
        return workloads.flatMap { workload in
            vcpus.flatMap { vcpus in
                kernels.map {
                    Inclusion(Coordinates(kernel: $0, vcpus: vcpus, workload: workload), repeats: repeats)
                }
            }
        }
    }
}
