// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Foundation
import Kernels
import MatrixPlan
import Testing

extension Boots {
    /// Builds real kernels and boots none.
    @Suite struct TinyKernelTests {
        /// Everything about one tree, in the order that builds least: a minute, where each by itself would take as long.
        @Test func whatABuildSaysOfItself() async throws {
            let tiny = try await TinyKernel.open()
            let plain = try await tiny.build("plain")
            #expect(plain.record.warnings == [])
            #expect(plain.record.binary?.count == 64)
            #expect(plain.files.keys.contains { $0.hasSuffix("crc-itu-t.ko") })

            try await sameInputsGiveTheSameBytes(tiny, plain)
            try await sameBinary(tiny, plain)
            try await warnings(tiny)
        }

        /// The other compiler's objects are beside those of the first, which stay.
        @Test(.enabled(if: hasClang, "clang-14, lld-14 and llvm-14 are not installed"))
        func clangHasItsOwnObjects() async throws {
            let tiny = try await TinyKernel.open()
            let plain = try await tiny.build("plain")
            let clang = try await tiny.build("clang", toolchain: .init(.clang, version: 14))
            #expect(clang.record.toolchain.compiler.contains("clang version 14."))
            #expect(clang.record.toolchain.linker.contains("LLD 14."))
            #expect(clang.record.key != plain.record.key && clang.record.binary != plain.record.binary)
            try tiny.forget(plain)
            let again = try await tiny.build("plain")
            #expect(again.files == plain.files)
            #expect(again.steps < 60, "\(again.steps) objects were compiled again")
        }

        /// Objects that ccache(1) passes through, and those that it had from before.
        @Test(.enabled(if: hasCcache, "ccache is not installed")) func objectsThroughCcacheAreTheSame() async throws {
            let tiny = try await TinyKernel.open()
            let plain = try await tiny.build("plain")
            let limits = BuildLimits(usesCache: true)
            for _ in 1...2 {
                try tiny.forget(plain)
                try tiny.forgetObjectsThroughCache()
                let through = try await tiny.build("plain", limits: limits)
                #expect(through.steps > 200, "\(through.steps) objects were compiled")
                #expect(through.files == plain.files)
            }
        }

        private static let hasCcache = FileManager.default.isExecutableFile(atPath: "/usr/bin/ccache")
        private static let hasClang = ["clang-14", "ld.lld-14", "llvm-ar-14"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0)
        }

        private func sameInputsGiveTheSameBytes(_ tiny: TinyKernel, _ plain: TinyKernel.Built) async throws {
            let variant = try await tiny.build("variant", symbols: ["SYSFS_SYSCALL": "y"])
            #expect(variant.record.binary != plain.record.binary)
            #expect(variant.steps < 60, "a variant compiled \(variant.steps) objects")
            try tiny.forget(plain)
            let again = try await tiny.build("plain")
            #expect(again.files == plain.files)
            #expect(again.record.binary == plain.record.binary)

            // Every object is compiled with what makes it another family, and none of the first family again.
            let other = try await tiny.build("other", symbols: ["PREEMPT": "y"])
            #expect(other.steps > 200 || other.steps < 60, "the first time all, later few")
            try tiny.forget(plain)
            let back = try await tiny.build("plain")
            #expect(back.files == plain.files)
            #expect(back.steps < 60, "\(back.steps) objects were compiled again")
        }

        private func sameBinary(_ tiny: TinyKernel, _ plain: TinyKernel.Built) async throws {
            let file = "kernel/time/timer.c"
            let comment = try await tiny.patch("comment", file) {
                $0.replacing("Kernel internal timers", with: "Timers")
            }
            let line = try await tiny.patch("line", file) { "/* One more line. */\n" + $0 }
            let code = try await tiny.patch("code", "lib/crc-itu-t.c") {
                $0.replacing("return crc;", with: "return crc + 1;")
            }

            let commented = try await tiny.build("commented", patches: [comment])
            #expect(commented.record.key != plain.record.key)
            #expect(commented.record.binary == plain.record.binary)
            #expect(commented.record.comparison?.base == .unpatched)
            #expect(commented.record.comparison?.isSameBinary == true)
            #expect(commented.notes.contains { $0.contains("same binary as the same kernel without its patches") })

            // The line is in the table of bugs.
            let shifted = try await tiny.build("shifted", patches: [line])
            #expect(shifted.record.comparison?.isSameBinary == false)
            let changed = try await tiny.build("changed", patches: [code])
            #expect(changed.record.comparison?.isSameBinary == false)
        }

        private func warnings(_ tiny: TinyKernel) async throws {
            let file = "lib/crc-itu-t.c"
            _ = try await tiny.build("plain")
            let patch = try await tiny.patch("warns", file) {
                $0.replacing("MODULE_DESCRIPTION", with: "static int unused_by_all;\nMODULE_DESCRIPTION")
            }
            let built = try await tiny.build("warns", patches: [patch])
            let new = try #require(built.record.comparison?.newWarnings)
            #expect(new.map(\.file) == [file])
            #expect(new.first?.option == "-Wunused-variable")
            #expect(built.record.warnings == new)
            #expect(built.notes.contains { $0.contains("1 warning is new") && $0.contains("\(file) 1") })

            // Its object is not compiled again, and its warning holds.
            let variant = try await tiny.build("warns-too", symbols: ["SYSFS_SYSCALL": "y"], patches: [patch])
            #expect(variant.record.warnings == built.record.warnings)
        }
    }
}
