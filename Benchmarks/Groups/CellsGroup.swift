// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Foundation
import Host
import Campaign
import BootEvidence
import Vocabulary

/// What bootmatrix adds to a guest: from the creation of the domain to the stored verdict, against plain QEMU from its
/// start to the seal, with the same kernel, disks and arguments.
struct CellsGroup: Group {
    func measure(_ bench: Bench) async throws -> GroupResult {
        let laboratory = try await bench.laboratory()
        var result = GroupResult()
        for vcpus in [2, 4] {
            // Once each beforehand: files come into the page cache, and the plain command becomes known.
            let first = try await laboratory.boot(vcpus: vcpus).checked()
            guard let command = first.outcomes.first?.reproduce else { throw BenchError("nothing was stored") }
            let plain = PlainGuest(command: command, scratch: bench.scratch)
            _ = try await plain.boot()
            var ours: [Double] = []
            var theirs: [Double] = []
            var parts: [(start: Double, boot: Double, rest: Double)] = []
            for pair in 0..<bench.pairs {
                // Who is first alternates, or a drift of the host would be taken for a difference.
                if pair % 2 == 1 { theirs.append(try await plain.boot().inSeconds) }
                let trial = try await laboratory.boot(vcpus: vcpus).checked()
                ours.append(trial.wall.inSeconds)
                if let record = trial.outcomes.first?.record {
                    let sealed = record.time(to: .sealed)?.inSeconds ?? 0
                    let kernel = record.time(to: .kernel)?.inSeconds ?? 0
                    parts.append((kernel, sealed - kernel, trial.wall.inSeconds - sealed))
                }
                if pair % 2 == 0 { theirs.append(try await plain.boot().inSeconds) }
                say("  \(vcpus) vCPUs, pair \(pair + 1): " + Self.text(ours.last, theirs.last))
            }
            result.figures += [
                Figure(
                    ratio: "cell / plain QEMU, \(vcpus) vCPUs", of: ("cell", ours), to: ("plain", theirs), atMost: 1.10),
                Figure("of the cell: to the kernel's first line, \(vcpus) vCPUs", .seconds, parts.map(\.start)),
                Figure("of the cell: from there to the seal, \(vcpus) vCPUs", .seconds, parts.map(\.boot)),
                Figure("of the cell: from the seal to the stored verdict, \(vcpus) vCPUs", .seconds, parts.map(\.rest)),
            ]
        }
        return result
    }

    private static func text(_ ours: Double?, _ theirs: Double?) -> String {
        "\(FigureText.text(ours ?? 0, .seconds)) against \(FigureText.text(theirs ?? 0, .seconds))"
    }
}

/// What packing gives: two guests of 2 vCPUs side by side against one after the other.
struct PackingGroup: Group {
    func measure(_ bench: Bench) async throws -> GroupResult {
        let laboratory = try await bench.laboratory()
        _ = try await laboratory.boot(vcpus: 2).checked()
        var together: [Double] = []
        var inTurn: [Double] = []
        for pair in 0..<bench.pairs {
            for sideBySide in pair % 2 == 0 ? [true, false] : [false, true] {
                let trial = try await laboratory.boot(vcpus: 2, count: 2, sideBySide: sideBySide).checked()
                say("  \(sideBySide ? "side by side" : "in turn"): \(FigureText.text(trial.wall.inSeconds, .seconds))")
                if sideBySide { together.append(trial.wall.inSeconds) } else { inTurn.append(trial.wall.inSeconds) }
            }
        }
        return GroupResult(figures: [
            Figure(
                ratio: "two side by side / one after the other, 2 vCPUs each", of: ("side by side", together),
                to: ("in turn", inTurn), atMost: 0.85)
        ])
    }
}
