// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

/// What a design finds in 95 of 100 runs, in the terms of its criterion.
struct ForeseenEffect {
    /// As `DesignPower.detectableRatio`; nil where the question is of a difference, or of a share of next to nothing.
    var ratio: Double?
    /// Where there is no ratio to promise by; nil too where nothing is found.
    var addition: Double?
    /// Whether the addition is to a kernel like its reference, or all that the kernel has.
    var isMore: Bool
    /// The chance that a kernel at twice its limit is found; nil where the limit is nothing.
    var twice: Double?

    init(_ power: DesignPower, isDifference: Bool, _ level: Double) {
        let margin = power.margin
        // A share of next to nothing is no figure to promise by.
        let isRatio = !isDifference && power.references.reduce(0, +) >= Double(power.references.count)
        // One like its reference would be over its limit already.
        isMore = isDifference || margin.share >= 1
        ratio = isRatio ? power.detectableRatio(level: level).map(Self.shown) : nil
        addition = isRatio ? nil : power.detectableAddition(level: level, to: isMore ? 1 : 0).map(Self.shown)
        let allowed = zip(power.references, power.exposures).reduce(0) { sum, block in
            sum + margin.floor * block.1 + (isDifference ? 0 : margin.share * block.0)
        }
        twice =
            allowed > 0
            ? power.power(ratio: isDifference ? 1 : 2 * margin.share, added: 2 * margin.floor, level: level) : nil
    }

    /// Three digits, upwards: it is played, and known to a few percent.
    private static func shown(_ effect: Double) -> Double {
        var scale = 1.0
        while effect * scale < 100 && scale < 1e6 { scale *= 10 }
        return (effect * scale).rounded(.up) / scale
    }
}

/// What references showed in a result, per added vCPU.
struct MeasuredGrowth {
    private let result: MatrixResult
    private let family: PrimaryFamily

    /// - Parameter plan: of all looks; the result may be of an early one.
    init(_ result: MatrixResult, _ matrix: Matrix, _ plan: Plan) {
        self.result = result
        let judged = result.looked.map { plan.upTo(look: $0.look) } ?? plan
        family = PrimaryFamily(Board(matrix: matrix, plan: judged, readings: [], unavailable: [:]))
    }

    /// sum(reference) / sum(n - 1) over the blocks that were pooled; nil where none was, or none has more than one vCPU.
    func growth(_ name: RunDesign.Name) -> Double? {
        func isOf(_ kernel: KernelName, _ workload: WorkloadName?) -> Bool {
            kernel == name.kernel && workload == name.workload
        }
        guard let outcome = result.criteria.first(where: { $0.name == name.criterion }),
            let pooled = outcome.rows.first(where: { isOf($0.kernel, $0.workload) })?.comparison?.pooled,
            let planned = family.all.first(where: {
                $0.criterion.name == name.criterion && isOf($0.endpoint.kernel, $0.endpoint.workload)
            })?.endpoint.blocks.plannedVCPUs
        else { return nil }
        // One offence for each block that was left out.
        let lost = outcome.offences.map(\.coordinates).filter { isOf($0.kernel, $0.workload) }.map(\.vcpus)
        guard pooled.blocks + lost.count == planned.count else { return nil }
        let added = planned.reduce(0) { $0 + $1 - 1 } - lost.reduce(0) { $0 + $1 - 1 }
        return added > 0 ? pooled.reference / Double(added) : nil
    }
}
