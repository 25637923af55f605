// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Host
import MatrixPlan
import SourceTrees
import Synchronization
import Testing
import Vocabulary

@testable import Kernels

private func recipe(_ name: String, symbols: [String: String] = [:], patches: [String] = []) throws -> KernelRecipe {
    var recipe = try KernelRecipe(
        KernelDefinition(
            name: KernelName(unchecked: name), title: "", source: .package("linux-source-0"),
            configuration: .init(base: .target("allnoconfig"), fragments: [], symbols: symbols)), in: "/nonexistent")
    recipe.patches = try patches.map { text in
        try Patch(path: text, bytes: Data("--- a/\(text)\n+++ b/\(text)\n@@ -1 +1 @@\n-a\n+b\n".utf8))
    }
    return recipe
}

@Suite struct BuildOrderTests {
    @Test func variantsOfOnePatchSetAreNeighbours() throws {
        let base = try recipe("base")
        let waiting = try [
            recipe("both", symbols: ["A": "y"], patches: ["one", "two"]), recipe("one", patches: ["one"]),
            recipe("config", symbols: ["A": "y", "B": "y"]), recipe("near", symbols: ["A": "y"]),
        ]
        var left = waiting
        var last: KernelRecipe? = base
        var order: [String] = []
        while let index = BuildOrder.next(among: left, after: last) {
            last = left.remove(at: index)
            order.append(last?.name.rawValue ?? "")
        }
        #expect(order == ["near", "config", "one", "both"])
        #expect(BuildOrder.next(among: waiting, after: nil) == 0)
        #expect(BuildOrder.next(among: [], after: base) == nil)
    }
}

@Suite struct BuildTurnsTests {
    private let done = Log()

    private final class Log: Sendable {
        private let names = Mutex<[String]>([])
        func add(_ name: String) { names.withLock { $0.append(name) } }
        var all: [String] { names.withLock { $0 } }
    }

    private final class Running: Sendable {
        let count = Mutex(0)
    }

    /// Whoever comes first by chance, the first of the announcement is built first.
    @Test func orderDoesNotDependOnArrival() async throws {
        let recipes = try [
            recipe("base"), recipe("patched", patches: ["p"]), recipe("variant", symbols: ["A": "y"]),
        ]
        for arrival in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let (turns, log) = (BuildTurns(), Log())
            await turns.announce(recipes.map(\.name))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in arrival {
                    let recipe = recipes[index]
                    group.addTask { try await turns.take(recipe) { log.add(recipe.name.rawValue) } }
                    await Task.yield()
                }
                try await group.waitForAll()
            }
            #expect(log.all == ["base", "variant", "patched"])
        }
    }

    @Test func oneAtATimeAndAFailureLetsTheNextIn() async throws {
        struct Broken: Error {}
        let (turns, log) = (BuildTurns(), done)
        let running = Running()
        let recipes = try (0..<8).map { try recipe("k\($0)") }
        await withTaskGroup(of: Void.self) { group in
            for (index, recipe) in recipes.enumerated() {
                group.addTask {
                    try? await turns.take(recipe) {
                        #expect(
                            running.count.withLock {
                                $0 += 1; return $0
                            } == 1)
                        await Task.yield()
                        running.count.withLock { $0 -= 1 }
                        log.add(recipe.name.rawValue)
                        if index % 2 == 0 { throw Broken() }
                    }
                }
            }
        }
        #expect(log.all.count == 8)
    }

    @Test func aCancelledWaiterIsPassedOver() async throws {
        let (turns, log) = (BuildTurns(), done)
        let (first, second, third) = (try recipe("first"), try recipe("second"), try recipe("third"))
        let gate = Signal()
        let entered = Signal()
        let one = Task {
            try await turns.take(first) {
                entered.fire(); try await gate.wait()
            }
        }
        try await entered.wait()
        let two = Task { try await turns.take(second) { log.add("second") } }
        let three = Task { try await turns.take(third) { log.add("third") } }
        two.cancel()
        await #expect(throws: CancellationError.self) { try await two.value }
        gate.fire()
        try await one.value
        try await three.value
        #expect(log.all == ["third"])
    }

    @Test func aWithdrawnNameIsNotWaitedFor() async throws {
        let turns = BuildTurns()
        let (here, gone) = (try recipe("here"), KernelName(unchecked: "gone"))
        await turns.announce([gone, here.name])
        let task = Task { try await turns.take(here) {} }
        await turns.withdraw(gone)
        try await task.value
    }
}

@Suite struct KernelWorkshopTests {
    private struct Silent: ProgressPort {
        func report(_ event: ProgressEvent) {}
    }

    @Test func badDefinitionsFailWithoutABuildAndAreRemembered() async throws {
        let scratch = try Scratch()
        let bad = KernelDefinition(
            name: KernelName(unchecked: "bad"), title: "", source: .package("linux-source-0"),
            configuration: .init(base: .target("allnoconfig"), fragments: ["absent"]))
        let workshop = KernelWorkshop(
            definitions: [bad], in: scratch.path,
            directories: Directories(environment: ["BOOTMATRIX_CACHE": scratch.path]),
            progress: Silent())
        let results = await workshop.build([bad.name, KernelName(unchecked: "unknown")])
        #expect(results.count == 2)
        let errors = results.mapValues { result -> KernelError? in
            if case .failure(let error) = result { return error as? KernelError }
            return nil
        }
        #expect(errors[bad.name]??.kind == .badFragment)
        #expect(errors[KernelName(unchecked: "unknown")]??.kind == .unknownKernel)
        #expect(errors[KernelName(unchecked: "unknown")]??.remedy?.hasSuffix("one of: bad") == true)

        // The fragment is there now, and the answer stays: one run, one verdict.
        try scratch.write("CONFIG_SMP=y\n", to: "fragments/absent.config")
        await #expect(throws: KernelError.self) { try await workshop.artifact(for: bad.name) }
    }
}
