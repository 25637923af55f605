// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

/// One build at a time, in the order that rebuilds least: a build uses all CPUs by itself, and all builds of a source
/// share its one directory.
actor BuildTurns {
    private struct Ticket {
        let id: Int
        let recipe: KernelRecipe
        let signal: Signal
    }

    private var waiting: [Ticket] = []
    /// Announced, and neither here yet nor known not to come, in the order of the announcement.
    private var expected: [KernelName] = []
    private var rank: [KernelName: Int] = [:]
    private var isBusy = false
    private var last: KernelRecipe?
    private var count = 0

    /// Says who will come: nobody is let in before all of them came or withdrew, so that the first is chosen among
    /// all and not by chance. The order decides between equals.
    func announce(_ names: [KernelName]) {
        for name in names where !expected.contains(name) {
            expected.append(name)
            rank[name] = rank[name] ?? rank.count
        }
    }

    /// It was found built, or failed before it could be.
    func withdraw(_ name: KernelName) {
        expected.removeAll { $0 == name }
        admit()
    }

    /// Runs the body when it is this kernel's turn.
    /// - Throws: what the body throws, or `CancellationError`.
    func take(_ recipe: KernelRecipe, body: @Sendable () async throws -> Void) async throws {
        count += 1
        let ticket = Ticket(id: count, recipe: recipe, signal: Signal())
        waiting.append(ticket)
        withdraw(recipe.name)
        do {
            try await ticket.signal.wait()
        } catch {
            if waiting.contains(where: { $0.id == ticket.id }) {
                waiting.removeAll { $0.id == ticket.id }
            } else {
                // The turn was given and the task cancelled in the same moment.
                isBusy = false
            }
            admit()
            throw error
        }
        defer {
            isBusy = false
            admit()
        }
        last = recipe
        try await body()
    }

    private func admit() {
        guard !isBusy, expected.isEmpty else { return }
        waiting.sort { (rank[$0.recipe.name] ?? Int.max, $0.id) < (rank[$1.recipe.name] ?? Int.max, $1.id) }
        guard let index = BuildOrder.next(among: waiting.map(\.recipe), after: last) else { return }
        isBusy = true
        waiting.remove(at: index).signal.fire()
    }
}
