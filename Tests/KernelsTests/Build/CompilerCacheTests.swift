// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing

@testable import Kernels

/// With the ccache of this host, where it has one.
@Suite struct CompilerCacheTests {
    private static let toolchain = Toolchain(compiler: "gcc 12", linker: "ld 2.40")
    private static let hasCcache = ["/usr/bin", "/usr/local/bin"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/ccache")
    }

    /// The environment of a make, for a directory of the test's own.
    private func environment(_ scratch: Scratch) async throws -> [String: String?] {
        let cache = try #require(await CompilerCache.find(in: scratch.path, for: Self.toolchain))
        var environment = KbuildEnvironment.current
        cache.apply(to: &environment)
        return environment
    }

    @Test(.enabled(if: hasCcache)) func anObjectIsTheSameByteForByteInAnotherTree() async throws {
        let scratch = try Scratch()
        let environment = try await environment(scratch)
        // Two lineages, whose source is `..` to the compiler, and one without the cache.
        for (tree, variables) in [("one", environment), ("two", environment), ("plain", KbuildEnvironment.current)] {
            try scratch.write("int f(int x) { return x + X; }\n/* \(tree) */\n", to: "\(tree)/f.c")
            try scratch.write("#define X 3\n#define SALT \"\(tree)\"\n", to: "\(tree)/o/x.h")
            let arguments = ["-O2", "-include", "x.h", "-Wp,-MMD,f.d", "-c", "-o", "f.o", "../f.c"]
            let compile = Command("gcc", arguments, environment: variables, in: scratch.path + "/\(tree)/o")
            try await compile.run().checked()
        }
        let objects = ["one", "two", "plain"].map {
            FileManager.default.contents(atPath: "\(scratch.path)/\($0)/o/f.o")
        }
        #expect(objects[0] != nil && objects[0] == objects[1] && objects[1] == objects[2])
        #expect(scratch.text("two/o/f.d") == scratch.text("plain/o/f.d"))
        let statistics = try await Command("ccache", ["--print-stats"], environment: environment).output()
        #expect(statistics.contains("preprocessed_cache_hit\t1"))
        #expect(statistics.contains("cache_miss\t1"))
    }

    @Test(.enabled(if: hasCcache)) func nothingIsLeftToSettingsOfTheUserOrTheSystem() async throws {
        let scratch = try Scratch()
        let settings = try await Command("ccache", ["--show-config"], environment: try environment(scratch)).output()
        let lines = settings.split(separator: "\n")
        #expect(lines.contains { $0.hasSuffix("sloppiness = ") || $0.hasSuffix("sloppiness =") })
        #expect(lines.contains { $0.hasSuffix("cache_dir = \(scratch.path)/ccache") })
        #expect(lines.contains { $0.contains("compiler_check = string:") })
        #expect(lines.contains { $0.hasSuffix("hash_dir = true") })
    }

    /// The programs that make an object are part of what a cached one is known by.
    @Test(.enabled(if: hasCcache)) func anotherToolchainSharesNothing() async throws {
        let scratch = try Scratch()
        let one = await CompilerCache.find(in: scratch.path, for: Self.toolchain)
        let other = await CompilerCache.find(in: scratch.path, for: Toolchain(compiler: "gcc 13", linker: "ld 2.40"))
        #expect(one != nil && one?.compiler != other?.compiler)
    }

    /// The compiler has the same name in every command, so that Kbuild sees no difference.
    @Test(.enabled(if: hasCcache)) func theCompilerKeepsItsName() async throws {
        let scratch = try Scratch()
        let with = try await Command("gcc", ["--version"], environment: try environment(scratch)).output()
        #expect(with == (try await Command("gcc", ["--version"], environment: KbuildEnvironment.current).output()))
    }
}
