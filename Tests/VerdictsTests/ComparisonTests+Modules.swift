// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing
import Vocabulary

@testable import Verdicts

/// What a patch does to the module set.
extension ComparisonTests {
    @Test func lostModuleIsNamedWithBothSides() throws {
        var bench = withBytes()
        for vcpus in [4, 8] { bench.change(patched, vcpus) { $0.modules = ["aesni_intel", "cryptd"] } }
        bench.change(plain, 1) { $0.modules?.append("zstd") }
        bench.change(patched, 1) { $0.modules = ($0.modules ?? []) + ["zstd", "xfs"] }
        let comparison = compare(bench)
        let modules = try #require(comparison.parts.first?.modules)
        #expect(modules.missing.map(\.module) == ["crypto_simd"])
        #expect(modules.missing.first?.change.patched == .init(hits: 6, boots: 15))
        #expect(modules.extra == ["xfs"])
        #expect(comparison.status == .fail)
        #expect(comparison.conclusion.contains("it lacks the module crypto_simd in 6 of 15 boots of coldplug"))
    }

    /// Two configurations: what one of them builds in, or leaves out, is not lost by the loader.
    @Test func moduleOfNoBuildIsNotLost() throws {
        var bench = withBytes()
        for vcpus in bench.matrix.axes.vcpus {
            bench.change(patched, vcpus) { $0.modules = ["aesni_intel", "cryptd"] }
        }
        var other = side(bench, patched)
        other.built = ["aesni_intel", "cryptd", "xfs"]
        let comparison = PatchComparison(base: side(bench, plain), patched: other)
        #expect(comparison.parts.first?.modules.missing.map(\.change.verdict) == [.notBuilt])
        #expect(comparison.status == .inconclusive)
        #expect(
            comparison.conclusion.contains(
                "crypto_simd in 15 of 15 boots of coldplug, and no such module was built for it"))
        other.built?.insert("crypto_simd")
        #expect(PatchComparison(base: side(bench, plain), patched: other).status == .fail)
    }

    /// The more modules come and go by themselves, the more it takes to blame the patch for one of them.
    @Test func modulesShareTheirError() {
        var bench = withBytes()
        func lack(_ module: String, _ kernel: KernelName, _ places: [(Int, Int)]) {
            for (vcpus, repetition) in places {
                bench.change(kernel, vcpus, repetition: repetition) { $0.modules?.removeAll { $0 == module } }
            }
        }
        // 2 of 3 against none at three vCPU counts: p is 0.2 cubed, 0.8 %.
        lack("cryptd", patched, [(1, 1), (1, 2), (2, 1), (2, 2), (4, 1), (4, 2)])
        #expect(compare(bench).parts.first?.modules.missing.map(\.change.verdict) == [.regression])
        lack("crypto_simd", plain, [(1, 1)])
        lack("crypto_simd", patched, [(2, 3), (16, 1)])
        #expect(compare(bench).parts.first?.modules.missing.map(\.change.verdict) == [.seen, .inBaseToo])
    }
}
