// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// The kernels and disks of a run, each made once, in the background, from the start. Those that are built begin when
/// the first that comes ready can boot, or none can: a compiler takes every CPU there is, and the minute that it waits
/// is worth a first result.
actor Pantry {
    struct Provision: Sendable {
        var kernel: KernelArtifact
        var disks: GuestDisks
    }

    private let making: [KernelName: Task<Provision, any Error>]

    /// - Parameter ready: kernels that nobody has to build.
    init(kernels: [KernelName], ready: Set<KernelName> = [], ports: Campaign.Ports) {
        let (outcomes, feed) = AsyncStream.makeStream(of: Bool.self)
        let early = kernels.filter(ready.contains)
        let gate = Task {
            var left = early.count
            var isOpen = left == 0
            var iterator = outcomes.makeAsyncIterator()
            while !isOpen, let isThere = await iterator.next() {
                left -= 1
                isOpen = isThere || left == 0
            }
        }
        var making: [KernelName: Task<Provision, any Error>] = [:]
        for name in kernels {
            let isEarly = ready.contains(name)
            making[name] = Task {
                if !isEarly { await gate.value }
                do {
                    let provision = try await Self.make(name, ports)
                    if isEarly { feed.yield(true) }
                    return provision
                } catch {
                    if isEarly { feed.yield(false) }
                    throw error
                }
            }
        }
        self.making = making
    }

    private static func make(_ name: KernelName, _ ports: Campaign.Ports) async throws -> Provision {
        try Task.checkCancellation()
        let kernel = try await ports.kernels.artifact(for: name)
        return Provision(kernel: kernel, disks: try await ports.images.disks(for: kernel))
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

    /// Waits until nothing is made any more, well or not.
    func settle() async {
        for task in making.values {
            await withTaskCancellationHandler {
                _ = await task.result
            } onCancel: {
                task.cancel()
            }
        }
    }

    /// Stops what is still being made, and waits for it: a build must not outlive the run.
    func cancel() async {
        for task in making.values { task.cancel() }
        for task in making.values { _ = await task.result }
    }
}
