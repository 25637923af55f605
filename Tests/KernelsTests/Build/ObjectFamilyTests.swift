// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import SourceTrees
import Testing

@testable import Kernels

@Suite struct ObjectFamilyTests {
    /// As the project's own kernels have it.
    private static let usual = [
        "SMP": "y", "64BIT": "y", "NR_CPUS": "256", "HZ": "100", "STACKPROTECTOR": "y", "STACKPROTECTOR_STRONG": "y",
        "PARAVIRT": "y", "KPROBES": "y", "TRACING": "y", "DEBUG_BUGVERBOSE": "y", "PRINTK": "y", "FRAME_WARN": "2048",
        "DEBUG_INFO_NONE": "y", "PREEMPT_NONE": "y", "CC_OPTIMIZE_FOR_PERFORMANCE": "y", "MODULE_STATS": "y",
        "INIT_STACK_ALL_ZERO": "y",
    ]

    private func family(
        _ changes: [String: String] = [:], _ choice: KernelDefinition.CompilerChoice = .gcc
    ) -> ObjectFamily {
        ObjectFamily(KconfigValues(Self.usual.merging(changes) { $1 }), choice)
    }

    @Test func theProjectsOwnKernelsShareTheDefault() {
        #expect(family().suffix == "")
        #expect(family(["MODULE_DEBUG_AUTOLOAD_DUPS": "y", "XFS_FS": "y"]).suffix == "")
        #expect(ObjectFamily(.gcc).suffix == "")
    }

    @Test func whatReachesEveryObjectIsAnotherFamily() {
        let debug = family(["KASAN": "y", "LOCKDEP": "y", "PREEMPTION": "y", "DEBUG_ATOMIC_SLEEP": "y", "UBSAN": "y"])
        #expect(debug.words == ["kasan", "ubsan", "lockdep", "preempt", "atomic-sleep"])
        #expect(debug.suffix.hasPrefix(".kasan+ubsan+lockdep+preempt-"))
        let suffixes = Set(
            [
                family(["KASAN": "y"]), family(["KASAN": "y", "KASAN_INLINE": "y"]), family(["NR_CPUS": "64"]),
                family(["NR_CPUS": "8"]), family(["SMP": "n"]), family(["DEBUG_INFO": "y"]),
                family(["GCOV_KERNEL": "y"]),
                family([:], .init(.clang, version: 14)), family([:], .init(.gcc, version: 12)),
                ObjectFamily(.gcc, throughCache: true),
            ].map(\.suffix))
        #expect(suffixes.count == 10)
        // Kbuild refuses paths with a space or a colon.
        #expect(suffixes.allSatisfy { $0.allSatisfy { $0.isASCII && !" :/".contains($0) } })
    }

    @Test func thoseUsedLongestAgoGo() async throws {
        let scratch = try Scratch()
        let source = SourceIdentity(package: "linux-source-0", version: "1", sha256: "abcdef0123456789")
        let lineage = try await Lineage.open(.package(source), under: scratch.path) { _ in }
        func path(_ family: ObjectFamily) -> String { lineage.directory + "/o" + family.suffix }
        let families = (0..<6).map { family(["NR_CPUS": "\($0 + 1)"]) }
        for (number, family) in ([family()] + families).enumerated() {
            try FileManager.default.createDirectory(atPath: path(family), withIntermediateDirectories: true)
            try FamilyShelf(lineage: lineage).use(family)
            let stamp = lineage.directory + "/used" + family.suffix
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(number))], ofItemAtPath: stamp)
        }
        let left = families.map { FileManager.default.fileExists(atPath: path($0)) }
        #expect(left == [false, false, true, true, true, true])
        #expect(FileManager.default.fileExists(atPath: path(family())))
        #expect(!FileManager.default.fileExists(atPath: lineage.directory + "/used" + families[0].suffix))
    }
}
