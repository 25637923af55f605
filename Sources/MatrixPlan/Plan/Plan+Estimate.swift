// SPDX-License-Identifier: Apache-2.0

extension Plan {
    /// How long the boots should take, without builds. Rounds follow one another; the blocks of a round overlap, and so
    /// do the holds of a block.
    public func estimatedDuration(accelerated: Bool) -> Duration {
        rounds.reduce(.zero) { total, round in
            let lanes = round.blocks.map { block in
                Duration.seconds(Double(block.cells.count) * Self.secondsPerBoot(block.vcpus, accelerated: accelerated))
                    + (block.workload.hold ?? .zero)
            }
            return total + (lanes.max() ?? .zero)
        }
    }

    /// Domain creation to sealed evidence. Under TCG a line through medians measured on two host CPUs (2.9 s at 1 to
    /// 4 vCPUs, 7.8 s at 32); under KVM the guest's own pace.
    static func secondsPerBoot(_ vcpus: Int, accelerated: Bool) -> Double {
        accelerated ? 1.5 + 0.02 * Double(vcpus) : 2.7 + 0.17 * Double(vcpus)
    }
}
