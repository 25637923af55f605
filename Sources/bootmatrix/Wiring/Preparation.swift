// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Work that is begun early because it will be wanted. Its errors come again when it is; it never outlives the run.
final class Preparation: Sendable {
    private let task = Mutex<Task<Void, Never>?>(nil)

    func start(_ work: @escaping @Sendable () async throws -> Void) {
        task.withLock { $0 = Task { try? await work() } }
    }

    func stop() async {
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
    }
}
