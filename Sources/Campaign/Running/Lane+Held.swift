// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

extension Lane {
    /// Boots cells one after another, each as soon as the one before idles or is over: guests that hold cost their
    /// boots and one hold, and not a hold each. They never boot side by side, and a plan puts no block that measures
    /// beside them.
    func runHeld(_ cells: [Cell]) async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            for cell in cells {
                guard let provision = try await pantry.provision(cell.coordinates.kernel) else { continue }
                let (untilIdle, feed) = AsyncThrowingStream.makeStream(of: Never.self)
                group.addTask {
                    do {
                        let dying = try await boot(cell, provision) { feed.finish() }
                        feed.finish()
                        return await dying.value
                    } catch {
                        feed.finish(throwing: error)
                        throw error
                    }
                }
                for try await _ in untilIdle {}
                // A stream ends quietly when the task that reads it is cancelled.
                try Task.checkCancellation()
            }
            var leftovers: [String] = []
            for try await part in group { leftovers += part }
            return leftovers
        }
    }
}
