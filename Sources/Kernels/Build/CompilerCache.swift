// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

/// ccache(1), where the host has it. A new lineage compiles its 1,700 objects again, though another lineage compiled
/// nearly all of them before; the cache knows them by their preprocessed text.
///
/// Kbuild does not see it: it runs `gcc`, and the first `gcc` on its PATH is a link to ccache (ccache(1), "run modes").
/// So its records of commands are the same with and without, and nothing is rebuilt when ccache comes or goes. No
/// sloppiness is allowed, so an object is what the compiler would have made of the same text by the same words; with
/// debug information the directory counts too (`hash_dir`), and lineages do not share.
struct CompilerCache: Sendable {
    /// About 100 MB for each configuration that differs in most objects; the least used go first.
    private static let limit = "2G"

    let directory: String
    /// What `compiler_check` holds against: see `compilerText`.
    let compiler: String

    /// Nil without ccache, or when its place cannot be written: builds then only take longer.
    @concurrent
    static func find(in cache: String, for toolchain: Toolchain) async -> CompilerCache? {
        let directory = cache + "/ccache"
        guard let program = program("ccache", outside: directory + "/bin"),
            let compiler = await compilerText(toolchain),
            (try? Directories.make(directory + "/bin")) != nil
        else { return nil }
        let link = directory + "/bin/gcc"
        if (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != program {
            let new = link + ".new"
            unlink(new)
            guard symlink(program, new) == 0, rename(new, link) == 0 else { return nil }
        }
        return CompilerCache(directory: directory, compiler: compiler)
    }

    /// Changes an environment in which make is about to run.
    func apply(to environment: inout [String: String?]) {
        let path = (environment["PATH"] ?? nil) ?? "/usr/local/bin:/usr/bin:/bin"
        environment["PATH"] = directory + "/bin:" + path
        environment["CCACHE_DIR"] = directory
        environment["CCACHE_CONFIGPATH"] = directory + "/ccache.conf"
        environment["CCACHE_MAXSIZE"] = Self.limit
        environment["CCACHE_SLOPPINESS"] = ""
        environment["CCACHE_COMPILERCHECK"] = "string:" + compiler
    }

    /// A hash over versions, sizes and times of the programs that make an object: the driver alone, which ccache looks
    /// at by itself, stays the same when only `cc1` or the assembler is replaced.
    private static func compilerText(_ toolchain: Toolchain) async -> String? {
        var hash = ContentHash()
        hash.add("compiler", toolchain.compiler)
        hash.add("linker", toolchain.linker)
        guard let driver = program("gcc", outside: "") else { return nil }
        for name in ["", "cc1", "as"] {
            var path = driver
            if !name.isEmpty {
                let ask = Command(driver, ["-print-prog-name=" + name], environment: KbuildEnvironment.current)
                guard let found = try? await ask.output().split(separator: "\n").first.map(String.init) else {
                    return nil
                }
                // A bare name means: by PATH.
                path = found.hasPrefix("/") ? found : program(found, outside: "") ?? ""
            }
            var info = stat()
            guard stat(path, &info) == 0 else { return nil }
            hash.add(name, "\(info.st_size) \(info.st_mtim.tv_sec) \(info.st_mtim.tv_nsec)")
        }
        return hash.finish()
    }

    /// The first of that name on PATH that is not ccache in disguise.
    private static func program(_ name: String, outside own: String) -> String? {
        let inherited = (KbuildEnvironment.current["PATH"] ?? nil) ?? ""
        let candidates = inherited.split(separator: ":").filter { $0.hasPrefix("/") && $0 != own }
            .map { "\($0)/\(name)" }
        return candidates.first { path in
            guard access(path, X_OK) == 0 else { return false }
            let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().lastPathComponent
            return name == "ccache" || target != "ccache"
        }
    }
}
