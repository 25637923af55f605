// SPDX-License-Identifier: Apache-2.0

import Host
import SourceTrees

/// The programs whose versions decide the bytes of a kernel.
public struct Toolchain: Hashable, Codable, Sendable {
    /// The first line of `gcc --version`.
    public var compiler: String
    /// The first line of `ld --version`; the assembler comes with it.
    public var linker: String

    public init(compiler: String, linker: String) {
        self.compiler = compiler
        self.linker = linker
    }

    /// What a kernel build runs, by Debian package. Checked before a build and not before a look into the cache.
    public static let packages = [
        "bc", "binutils", "bison", "flex", "gcc", "kmod", "libc6-dev", "libelf-dev", "libssl-dev", "make", "patch",
        "xz-utils",
    ]

    /// Asks the programs of this host; installs them first where they are missing.
    static func current(_ packages: SourcePackages, note: @Sendable (String) -> Void) async throws -> Toolchain {
        do {
            return try await query()
        } catch {
            try Task.checkCancellation()
            try await packages.install(Self.packages, note: note)
            return try await query()
        }
    }

    /// The same of what is installed, and nothing is installed.
    static func installed() async throws -> Toolchain { try await query() }

    private static func query() async throws -> Toolchain {
        func firstLine(_ program: String) async throws -> String {
            let text = try await Command(program, ["--version"], environment: KbuildEnvironment.current).output()
            return text.split(separator: "\n").first.map(String.init) ?? ""
        }
        return Toolchain(compiler: try await firstLine("gcc"), linker: try await firstLine("ld"))
    }
}
