// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Testing

@testable import Kernels

extension Boots {
    /// Which of the project's kernels share an object directory, told by the configurations that Kbuild made of them. The
    /// usual values in ObjectFeature were typed in; with one of them wrong, every kernel would be built from nothing.
    @Suite struct KernelFamilies {
        @Test(arguments: [
            ("stats", ""), ("stats-dups", ""), ("no-dup-checks", ""), ("no-idempotent", ""),
            ("stats-decompress-zstd", ""), ("debug", "kasan+lockdep"),
        ])
        func ourKernelsShareTheirObjects(name: String, words: String) async throws {
            try await Harness.use { harness in
                let outcome = try await harness.bootmatrix("kernel", "config", name)
                #expect(outcome.status == 0)
                let values = KconfigValues(config: outcome.output)
                #expect(values["MODULE_STATS"] == "y", "this is no configuration of ours")
                let family = ObjectFamily(values, .gcc)
                let expected = words.split(separator: "+").map(String.init)
                #expect(Set(family.words).isSuperset(of: expected) && family.words.isEmpty == expected.isEmpty)
            }
        }
    }
}
