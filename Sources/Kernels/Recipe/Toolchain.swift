// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan

/// The programs whose versions decide the bytes of a kernel, as they name themselves.
public struct Toolchain: Hashable, Codable, Sendable {
    /// The first line of `gcc --version` or `clang --version`.
    public var compiler: String
    /// The first line of `ld --version` or `ld.lld --version`.
    public var linker: String
    /// The first line of `as --version`; clang assembles by itself. Nil in records that are older than the field.
    public var assembler: String?
    /// `pahole --version` where the kernel may be given BTF; nil where pahole has no say.
    public var pahole: String?

    public init(compiler: String, linker: String, assembler: String? = nil, pahole: String? = nil) {
        self.compiler = compiler
        self.linker = linker
        self.assembler = assembler
        self.pahole = pahole
    }

    /// What a kernel build runs beside the compiler, by Debian package. Checked before a build and not before a look
    /// into the cache.
    public static let packages = [
        "bc", "binutils", "bison", "flex", "gcc", "kmod", "libc6-dev", "libelf-dev", "libssl-dev", "make", "patch",
        "xz-utils",
    ]

    /// What a chosen compiler needs beside them, by exact name.
    public static func packages(for choice: KernelDefinition.CompilerChoice) -> [String] {
        let version = choice.version.map { "-\($0)" } ?? ""
        return choice.family == .clang
            ? ["clang\(version)", "lld\(version)", "llvm\(version)"] : ["gcc\(version)", "binutils"]
    }
}
