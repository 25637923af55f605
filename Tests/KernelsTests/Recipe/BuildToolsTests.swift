// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Testing
import Vocabulary

@testable import Kernels

@Suite struct BuildToolsTests {
    private static let suite = [
        "clang", "ld.lld", "llvm-ar", "llvm-nm", "llvm-objcopy", "llvm-objdump", "llvm-readelf", "llvm-strip",
    ]
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func write(_ names: [String], _ suffix: String = "", version: String = "14.0.6") throws {
        for name in names {
            let script = "#!/bin/sh\necho 'Debian LLVM version \(version) (a b)'\nseq 100\n"
            try scratch.write(script, to: name + suffix)
            let path = scratch.path + "/" + name + suffix
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
    }

    private func lack(_ suffix: String = "") async -> String? {
        if case .lacks(let what) = await BuildTools.suite(scratch.path + "/", suffix) { return what }
        return nil
    }

    /// As where another compiler's package brings a clang and a linker, and nothing else of LLVM.
    @Test func halfASuiteIsNone() async throws {
        try write(["clang", "ld.lld"])
        let what = await lack()
        #expect(what?.contains("llvm-ar") == true && what?.contains("/clang") == false)
        try write(Self.suite)
        #expect(await lack() == nil)
        try write(["llvm-nm"], version: "15.0.1")
        #expect(await lack() == "its programs are of several versions: 14.0.6, 15.0.1")
        #expect(await lack("-14") != nil)
        try write(Self.suite, "-14")
        #expect(await lack("-14") == nil)
    }

    @Test(arguments: [
        ("Debian clang version 14.0.6\nTarget: x", "14.0.6"),
        ("Debian LLD 14.0.6 (compatible with GNU linkers)", "14.0.6"),
        ("LLVM (http://llvm.org/):\n  Debian LLVM version 14.0.6\n", "14.0.6"),
        ("clang version 21.0.0 (https://x)", "21.0.0"),
        ("no version 14", nil),
    ])
    func versions(_ answer: String, _ version: String?) {
        #expect(BuildTools.version(in: answer) == version)
    }

    @Test func packagesAreNamedExactly() {
        #expect(Toolchain.packages(for: .init(.clang, version: 14)) == ["clang-14", "lld-14", "llvm-14"])
        #expect(Toolchain.packages(for: .init(.clang)) == ["clang", "lld", "llvm"])
        #expect(Toolchain.packages(for: .init(.gcc, version: 12)) == ["gcc-12", "binutils"])
        let error = BuildTools.missing(.init(.clang, version: 14), "there is no llvm-ar-14")
        #expect(error.blame == .host)
        #expect(
            error.remedy?.hasSuffix("clang-14 lld-14 llvm-14") == true
                || error.remedy?.contains("clang-14 lld-14 llvm-14'") == true)
    }

    private func recipe(_ symbols: [String: String], base: String = "allnoconfig") throws -> KernelRecipe {
        try KernelRecipe(
            KernelDefinition(
                name: KernelName(unchecked: "k"), title: "", source: .package("linux-source-0"),
                configuration: .init(base: .target(base), fragments: [], symbols: symbols)), in: scratch.path)
    }

    @Test func whatMakeIsTold() throws {
        let versions = Toolchain(compiler: "gcc", linker: "ld", assembler: "as", pahole: "v1.24")
        let plain = BuildTools(choice: .gcc, versions: versions, variables: [])
        #expect(plain.makeVariables(for: try recipe([:]), throughCache: false) == ["PAHOLE=/nonexistent/pahole"])
        let btf = try recipe(["DEBUG_INFO_BTF": "y"])
        #expect(plain.makeVariables(for: btf, throughCache: false) == [])
        #expect(plain.makeVariables(for: btf, throughCache: true) == ["CC=ccache gcc", "HOSTCC=ccache gcc"])
        let other = BuildTools(
            choice: .init(.gcc, version: 12), versions: versions, variables: ["CC=gcc-12", "HOSTCC=gcc-12"])
        #expect(other.makeVariables(for: btf, throughCache: true) == ["CC=ccache gcc-12", "HOSTCC=ccache gcc-12"])
        #expect(try recipe([:], base: "defconfig").mayHaveBTF)
        #expect(try !recipe(["DEBUG_INFO_BTF": "n"], base: "defconfig").mayHaveBTF)
        #expect(plain.versions(of: KconfigValues(["DEBUG_INFO_BTF": "y"])).pahole == "v1.24")
        #expect(plain.versions(of: KconfigValues([:])).pahole == nil)
    }

    @Test func jobsFollowCPUsMemoryAndTheBound() {
        let limits = BuildLimits()
        #expect(limits.jobs(cpus: 8, memory: .gibibytes(16), isHeavy: false) == 8)
        #expect(limits.jobs(cpus: 8, memory: .gibibytes(2), isHeavy: false) == 4)
        #expect(limits.jobs(cpus: 8, memory: .gibibytes(2), isHeavy: true) == 2)
        #expect(limits.jobs(cpus: 8, memory: .bytes(0), isHeavy: true) == 1)
        #expect(BuildLimits(jobs: 3).jobs(cpus: 8, memory: .gibibytes(16), isHeavy: false) == 3)
        #expect(
            BuildLimits(environment: ["BOOTMATRIX_JOBS": "5", "BOOTMATRIX_CCACHE": "1"])
                == .init(jobs: 5, usesCache: true))
        #expect(BuildLimits(environment: ["BOOTMATRIX_JOBS": "0", "BOOTMATRIX_CCACHE": "0"]) == .init())
    }
}
