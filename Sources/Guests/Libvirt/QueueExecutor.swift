// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Runs an actor on a queue of its own. libvirt's calls block for up to seconds, and Swift's cooperative pool has only
/// as many threads as the host has CPUs: two slow calls there would stop the whole program.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(_ label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
