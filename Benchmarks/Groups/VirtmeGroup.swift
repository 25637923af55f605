// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Foundation
import Host
import Campaign
import BootEvidence
import Vocabulary

/// A boot from the creation of its domain to the sealed evidence of a coldplug, against virtme-ng's from the start of
/// QEMU to the last of the same files, both under the same accelerator.
struct VirtmeGroup: Group {
    private static let vcpus = 4

    func measure(_ bench: Bench) async throws -> GroupResult {
        let virtme = VirtmeNG(bench)
        if !virtme.isBuilt {
            say("  building virtme-ng's kernel")
            _ = try await virtme.buildCold()
        }
        let laboratory = try await bench.laboratory()
        let guest = VirtmeGuest(virtme: virtme, scratch: bench.scratch, vcpus: Self.vcpus)
        _ = try await laboratory.boot(vcpus: Self.vcpus).checked()
        _ = try await guest.boot()
        var ours: [Double] = []
        var theirs: [Double] = []
        var modules: Set<Int> = []
        for pair in 0..<bench.pairs {
            for isOurs in pair % 2 == 0 ? [true, false] : [false, true] {
                if isOurs {
                    let trial = try await laboratory.boot(vcpus: Self.vcpus).checked()
                    ours.append(trial.outcomes.first?.record.time(to: .sealed)?.inSeconds ?? 0)
                } else {
                    let boot = try await guest.boot()
                    theirs.append(boot.took.inSeconds)
                    modules.insert(boot.modules)
                }
            }
        }
        return GroupResult(
            figures: [
                Figure(
                    ratio: "boot to sealed coldplug evidence / virtme-ng, \(Self.vcpus) vCPUs", of: ("ours", ours),
                    to: ("virtme-ng", theirs), atMost: 0.30)
            ], notes: ["virtme-ng's guest had \(modules.sorted()) modules loaded after its coldplug."])
    }
}
