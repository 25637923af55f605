// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// The kernels and disks of a run, each made once, in the background, from the start.
actor Pantry {
    struct Provision: Sendable {
        var kernel: KernelArtifact
        var disks: GuestDisks
    }

    private let making: [KernelName: Task<Provision, any Error>]

    init(kernels: [KernelName], ports: Campaign.Ports) {
        var making: [KernelName: Task<Provision, any Error>] = [:]
        for name in kernels {
            making[name] = Task {
                let kernel = try await ports.kernels.artifact(for: name)
                return Provision(kernel: kernel, disks: try await ports.images.disks(for: kernel))
            }
        }
        self.making = making
    }

    /// Waits for a kernel and its disks; nil when they cannot be had.
    func provision(_ name: KernelName) async throws -> Provision? {
        guard let task = making[name] else { return nil }
        return try await withTaskCancellationHandler {
            do {
                return try await task.value
            } catch {
                try Task.checkCancellation()
                return nil
            }
        } onCancel: {
            task.cancel()
        }
    }

    func unavailable() async -> [KernelName: Campaign.Unavailable] {
        var result: [KernelName: Campaign.Unavailable] = [:]
        for (name, task) in making {
            guard case .failure(let error) = await task.result else { continue }
            let known = error as? any DiagnosableError
            // Without the remedy a user who may not install packages would be told which ones and not how.
            let advice = known?.remedy.map { "; try: \($0)" } ?? ""
            result[name] = Campaign.Unavailable(
                blame: known?.blame ?? .harness, reason: errorLine(error) + advice)
        }
        return result
    }

    /// Stops what is still being made, and waits for it: a build must not outlive the run.
    func cancel() async {
        for task in making.values { task.cancel() }
        for task in making.values { _ = await task.result }
    }
}
