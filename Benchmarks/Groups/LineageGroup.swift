// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Host
import Kernels
import MatrixFiles
import MatrixPlan
import Vocabulary

/// CPU seconds of what is built after a cold build of the same tree: a variant of the configuration, a patch to one file,
/// ten neighbouring commits. All in one cache, with the baseline's configuration and the default toolchain.
struct LineageGroup: Group {
    func measure(_ bench: Bench) async throws -> GroupResult {
        let files = ProjectFiles(root: bench.root)
        let baseline = try files.kernel(try files.matrix().baseline)
        let scratch = try bench.directory("lineage")
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        say("  a git history from the source")
        let history = try await NeighbourCommits(in: scratch)
        let builds = Builds(bench: bench, baseline: baseline, history: history, cache: scratch + "/cache")

        let cold = try await builds.seconds("cold", at: 0)
        let variant = try await builds.seconds("variant", at: 0) {
            $0.configuration.symbols["MODULE_DEBUG_AUTOLOAD_DUPS"] = "y"
        }
        let patched = try await builds.seconds("patched", at: 0) {
            $0.patches = ["0001-module-load-without-idempotence.patch"]
        }
        // Each is one commit after the one before it; the first takes the patch back out too.
        var sum = 0.0
        for number in 1..<history.commits.count {
            sum += try await builds.seconds("commit-\(number)", at: number)
        }
        return GroupResult(
            figures: [
                Figure(
                    ratio: "a variant of the configuration / the cold build", of: ("variant", [variant]),
                    to: ("cold", [cold]), atMost: 0.03),
                Figure(
                    ratio: "a patch to one file / the cold build", of: ("patch", [patched]), to: ("cold", [cold]),
                    atMost: 0.03),
                Figure(
                    ratio: "ten neighbouring commits / the cold build", of: ("commits", [sum]), to: ("cold", [cold]),
                    atMost: 0.60),
            ],
            notes: [
                "CPU seconds, user and system, of all processes: checkout, configuration, make, modules, depmod, the digest of the binary. No ccache."
            ])
    }

    /// Kernels of one git history, each built once.
    private struct Builds {
        let bench: Bench
        let baseline: KernelDefinition
        let history: NeighbourCommits
        let cache: String

        func seconds(
            _ name: String, at number: Int, _ change: (inout KernelDefinition.Build) -> Void = { _ in }
        ) async throws -> Double {
            guard var build = baseline.build else { throw BenchError("the baseline is not built from source") }
            build.source = .git(repository: history.path, revision: history.commits[number])
            change(&build)
            let definition = KernelDefinition(
                name: KernelName(unchecked: name), title: name, origin: .built(build))
            var directories = bench.directories
            directories.cache = cache
            let workshop = KernelWorkshop(
                definitions: [definition], in: bench.root + "/kernels", directories: directories,
                progress: QuietProgress())
            let spent = try await CPUMeter.seconds { _ = try await workshop.artifact(for: definition.name) }
            say("  \(name): \(FigureText.text(spent, .seconds)) of CPU")
            return spent
        }
    }
}
