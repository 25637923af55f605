// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// Losing evidence must never make anything look better: what was not PASS does not become PASS by it. Seeded, so that a
/// failure can be repeated.
@Suite struct LossTests {
    @Test func lostReadingsAndFiguresNeverMakeAPass() {
        var generator = SplitMix64(seed: 3)
        for _ in 0..<60 {
            var bench = Bench(criteria: Criterion.everything)
            spoil(&bench, &generator)
            let before = bench.judged()
            for _ in 0..<4 {
                lose(&bench, &generator)
                let after = bench.judged()
                if before.status != .pass { #expect(after.status != .pass) }
                for (old, new) in zip(before.criteria, after.criteria) where old.status != .pass {
                    #expect(new.status != .pass, "\(old.name)")
                }
            }
        }
    }

    @Test func anyLossFromAGoodMatrixIsSeen() {
        var generator = SplitMix64(seed: 4)
        for _ in 0..<40 {
            var bench = Bench(criteria: Criterion.everything)
            lose(&bench, &generator)
            #expect(bench.judged().status != .pass)
        }
    }

    /// Item by item, and in every combination that chance gives: a sealed boot with a hole is never PASS where the
    /// whole one was not, and a needed item is missed.
    @Test func lostItemsNeverMakeAPass() {
        var generator = SplitMix64(seed: 5)
        var bad: [Boot] = []
        bad.append(Boot(becoming: 5, load: 1))
        bad.append(Boot(becoming: 9, load: 0, table: [("cryptd", 9)]))
        var oops = Boot()
        oops.set("kmsg", "4,0,0,-;WARNING: CPU: 0 PID: 1 at kernel/fork.c:10 copy_process+0x10/0x20\n")
        bad.append(oops)
        var swapped = Boot()
        swapped.items.items["buildid/module/cryptd"] = .init(bytes: Boot.note(Boot.kernelID))
        bad.append(swapped)
        for boot in bad {
            #expect(boot.status != .pass)
            for name in boot.items.items.keys {
                var hurt = boot
                hurt.items.items[name] = nil
                #expect(hurt.status != .pass, "without \(name)")
                hurt = boot
                hurt.items.items[name]?.failure = 5
                #expect(hurt.status != .pass, "with \(name) unreadable")
            }
            for _ in 0..<50 {
                var hurt = boot
                for name in boot.items.items.keys.sorted() where Bool.random(using: &generator) {
                    hurt.items.items[name] = nil
                }
                #expect(hurt.status != .pass)
            }
        }
    }

    @Test func everyNeededItemIsMissed() {
        let optional: Set<String> = [
            "cmdline", "image", "memory-samples", "trace-probes", "trace-stats", "uevents-lost",
        ]
        for name in Boot().items.items.keys where !optional.contains(name) {
            var boot = Boot()
            boot.items.items[name] = nil
            #expect(boot.status == .error, "without \(name)")
            boot = Boot()
            boot.items.items[name]?.isCut = true
            if name != "trace" { #expect(boot.status == .error, "with \(name) cut") }
        }
    }

    /// Bytes that a hostile guest may send end in a reading, whatever it says.
    @Test func garbledItemsAreReadWithoutHarm() {
        var generator = SplitMix64(seed: 6)
        for _ in 0..<200 {
            var boot = Boot()
            for name in boot.items.items.keys.sorted() where Int.random(in: 0..<4, using: &generator) == 0 {
                guard var bytes = boot.items.items[name]?.bytes, !bytes.isEmpty else { continue }
                for _ in 0..<3 {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                        in: 0...255, using: &generator)
                }
                boot.items.items[name]?.bytes = bytes
            }
            boot.console = (0..<64).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let result = boot.judged
            #expect(result.coordinates.count == 1)
        }
    }

    private func spoil(_ bench: inout Bench, _ generator: inout SplitMix64) {
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let index = Int.random(in: 0..<bench.readings.count, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bench.readings[index].exit = .panicked
            case 1: bench.readings[index].findings = [panicFinding()]
            case 2: bench.readings[index].modules = ["cryptd"]
            case 3: bench.readings[index].values[.loadsFailed] = 500
            case 4: bench.readings[index].problems = [.init(check: .law, blame: .harness, text: "law")]
            default: bench.readings[index].exit = .notStarted("no memory")
            }
        }
    }

    private func lose(_ bench: inout Bench, _ generator: inout SplitMix64) {
        let index = Int.random(in: 0..<bench.readings.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bench.readings.remove(at: index)
        // At one vCPU the control does not look, but the ratio does.
        case 1: bench.readings[index].values = [:]
        default: bench.readings[index].modules = nil
        }
    }
}
