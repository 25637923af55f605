// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

/// One kernel of one run, to be held against another.
public struct ComparisonSide: Sendable {
    public var kernel: KernelName
    /// The run's directory name; nil for boots that are of no stored run. Boots of equal names were interleaved.
    public var run: String?
    public var matrix: Matrix
    public var plan: Plan
    /// Of the whole run, one for each attempt that left evidence.
    public var readings: [CellReading]
    /// Kernels that could not be had, with the blame and one sentence.
    public var unavailable: [KernelName: (Blame, String)]
    /// The modules that were made for the kernel, as /proc/modules would name them; nil where no boot tells.
    public var built: Set<String>?

    public init(
        kernel: KernelName, run: String?, matrix: Matrix, plan: Plan, readings: [CellReading],
        unavailable: [KernelName: (Blame, String)] = [:], built: Set<String>? = nil
    ) {
        self.kernel = kernel
        self.run = run
        self.matrix = matrix
        self.plan = plan
        self.readings = readings
        self.unavailable = unavailable
        self.built = built
    }

    /// What a look has seen: boots of later ones were not made, or were no part of what decided to end the run.
    public func upTo(look: Int) -> ComparisonSide {
        let seen = plan.repetitions(upTo: look)
        var side = self
        side.plan = plan.upTo(look: look)
        side.readings = readings.filter { seen.contains($0.cell.repetition) }
        return side
    }

    var board: Board {
        var own = plan
        for round in own.rounds.indices {
            for block in own.rounds[round].blocks.indices {
                own.rounds[round].blocks[block].cells.removeAll { $0.coordinates.kernel != kernel }
            }
        }
        return Board(
            matrix: matrix, plan: own, readings: readings.filter { $0.cell.coordinates.kernel == kernel },
            unavailable: unavailable)
    }
}

/// By how much the patched kernel may be worse, boot by boot: a share of what the base shows in the same block, and so
/// much more that never matters.
public struct ComparisonMargins: Hashable, Codable, Sendable {
    /// 1.1 is 110 %.
    public var share: Double
    /// Failed loads a boot.
    public var floor: Double

    /// Sound kernels of one source were seen to throw away 0 to 4 loads a boot by chance, mostly none, and less than
    /// 100 kB: a mean of 2 more than the base's, or of 128 KiB, is beyond that.
    public static let standard = ComparisonMargins(share: 1.1, floor: 2)

    public init(share: Double, floor: Double) {
        self.share = share
        self.floor = floor
    }

    /// What a failed load counts for in bytes: the larger of those that fail by chance.
    public var bytesFloor: Double { floor * 65_536 }
    /// Of growth, per added vCPU: an eighth, since a sweep that ends at 8 vCPUs would otherwise be held to more by its
    /// growth than by its sum.
    public var growthFloor: Double { floor / 8 }
}
