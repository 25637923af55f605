// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Host
import Kernels
import MatrixFiles
import MatrixPlan
import Vocabulary

/// CPU seconds of cold kernel builds: ours, its variants, and virtme-ng's recommended configuration of the same source
/// with the same compiler and as many jobs. CPU time depends little on what else runs; wall time would.
struct BuildsGroup: Group {
    func measure(_ bench: Bench) async throws -> GroupResult {
        let files = ProjectFiles(root: bench.root)
        let first = try files.matrix().baseline
        var variants: [KernelName] = []
        for name in try files.kernelNames() where name != first {
            if variants.count < 3 { variants.append(name) }
        }
        guard variants.count == 3 else { throw BenchError("kernels/ holds fewer than three variants of \(first)") }
        var definitions: [KernelDefinition] = []
        for name in [first] + variants { definitions.append(try files.kernel(name)) }

        var directories = bench.directories
        directories.cache = try bench.directory("cold-cache")
        defer { try? FileManager.default.removeItem(atPath: directories.cache) }
        let workshop = KernelWorkshop(
            definitions: definitions, in: bench.root + "/kernels", directories: directories,
            progress: QuietProgress())
        say("  \(first), cold")
        let cold = try await CPUMeter.seconds { _ = try await workshop.artifact(for: first) }
        say("  \(FigureText.text(cold, .seconds)) of CPU")
        say("  \(variants.map(\.rawValue).joined(separator: ", "))")
        let further = try await CPUMeter.seconds {
            for result in await workshop.build(variants).values { _ = try result.get() }
        }
        say("  \(FigureText.text(further, .seconds)) of CPU")
        say("  virtme-ng's recommended configuration")
        let virtme = try await VirtmeNG(bench).buildCold()
        say("  \(virtme)")
        let image = virtme.unpacking + virtme.image
        let recommended = image + virtme.modules
        return GroupResult(
            figures: [
                Figure(
                    ratio: "first cold build / vng --build", of: ("ours", [cold]), to: ("virtme-ng", [recommended]),
                    atMost: 0.5),
                Figure(
                    ratio: "first cold build / vng --build --skip-modules", of: ("ours", [cold]),
                    to: ("virtme-ng", [image]), atMost: 0.5),
                Figure(
                    ratio: "three further variants / the first", of: ("variants", [further]), to: ("first", [cold]),
                    atMost: 0.10),
            ],
            notes: [
                "CPU seconds, user and system, of all processes, with the unpacking of the source on both sides; ours builds its modules too, `--skip-modules` none. No ccache."
            ])
    }
}
