// SPDX-License-Identifier: Apache-2.0

import Campaign
import MatrixPlan
import Vocabulary

/// Kernels of a resumed run: each must be the one that its finished cells booted, or two kernels would share a row.
struct PinnedKernels: KernelPort {
    let kernels: any KernelPort
    /// The content keys that the run's evidence names.
    let keys: [KernelName: String]

    func artifact(for kernel: KernelName) async throws -> KernelArtifact {
        let artifact = try await kernels.artifact(for: kernel)
        guard let key = keys[kernel], key != artifact.key else { return artifact }
        throw Changed(kernel: kernel)
    }

    struct Changed: DiagnosableError {
        let kernel: KernelName
        var code: String { "kernel-changed" }
        var blame: Blame { .user }
        var what: String { "its definition, source or toolchain changed since the run was begun" }
        var location: String? { "kernel \(kernel)" }
        var remedy: String? { "start a new run, without --resume" }
        var cause: (any Error)? { nil }
    }
}
