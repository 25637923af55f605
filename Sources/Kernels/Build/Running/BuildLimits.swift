// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Vocabulary

/// How much of the host a build may take.
public struct BuildLimits: Hashable, Sendable {
    /// At most so many compilers at once; nil: as many as there are CPUs.
    public var jobs: Int?
    /// Compile through ccache(1). Off unless asked for: with lineages nearly everything that is compiled is new, so
    /// each object is paid for twice; docs/benchmarks.md has the figures.
    public var usesCache: Bool

    public init(jobs: Int? = nil, usesCache: Bool = false) {
        self.jobs = jobs
        self.usesCache = usesCache
    }

    public static let ofThisProcess = BuildLimits(environment: ProcessInfo.processInfo.environment)

    /// `BOOTMATRIX_JOBS` and `BOOTMATRIX_CCACHE`; what is no number from 1 on is as if it were not there.
    public init(environment: [String: String]) {
        jobs = environment["BOOTMATRIX_JOBS"].flatMap { Int($0) }.flatMap { $0 >= 1 ? $0 : nil }
        usesCache = environment["BOOTMATRIX_CCACHE"].map { !["", "0", "no"].contains($0) } ?? false
    }

    /// Compilers that may run at once: no more than there are CPUs and memory for. The amounts are allowances, not
    /// measurements: the largest gcc 12 seen in the first half of 6.12 with KASAN took 394 MiB.
    ///
    /// - Parameter isHeavy: whether sanitizers, debug information or link-time optimisation make each one larger.
    public func jobs(cpus: Int, memory available: ByteCount, isHeavy: Bool) -> Int {
        let each = ByteCount.mebibytes(isHeavy ? 1024 : 512)
        let fitting = Int(available.bytes / each.bytes)
        return max(1, min(jobs ?? cpus, fitting))
    }
}
