// SPDX-License-Identifier: Apache-2.0

import Glibc
internal import Vocabulary

/// How Kbuild compresses a kernel or its modules. Decompressed by the programs that made them, never by code of ours.
public enum Compression: CaseIterable, Hashable, Sendable {
    case gzip, xz, zstd, lz4, lzma, lzo, bzip2

    /// By its first bytes; nil for what none of them made.
    public init?(magic bytes: some Collection<UInt8>) {
        guard let found = Self.allCases.first(where: { form in form.magics.contains { bytes.starts(with: $0) } }) else {
            return nil
        }
        self = found
    }

    /// Of a module's file, such as `virtio.ko.xz` (scripts/Makefile.modinst); nil for `virtio.ko`.
    public init?(module path: String) {
        guard let found = Self.ofModules.first(where: { path.hasSuffix($0.suffix) }) else { return nil }
        self = found
    }

    /// CONFIG_MODULE_COMPRESS_GZIP, _XZ and _ZSTD.
    static let ofModules: [Compression] = [.gzip, .xz, .zstd]

    private var magics: [[UInt8]] {
        switch self {
        case .gzip: [[0x1F, 0x8B]]
        case .xz: [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]]
        case .zstd: [[0x28, 0xB5, 0x2F, 0xFD]]
        // The old frame, which Kbuild's `lz4 -l` writes, and the present one.
        case .lz4: [[0x02, 0x21, 0x4C, 0x18], [0x04, 0x22, 0x4D, 0x18]]
        case .lzma: [[0x5D, 0x00, 0x00]]
        case .lzo: [[0x89, 0x4C, 0x5A, 0x4F]]
        case .bzip2: [[0x42, 0x5A, 0x68]]
        }
    }

    public var suffix: String {
        switch self {
        case .gzip: ".gz"
        case .xz: ".xz"
        case .zstd: ".zst"
        case .lz4: ".lz4"
        case .lzma: ".lzma"
        case .lzo: ".lzo"
        case .bzip2: ".bz2"
        }
    }

    /// The program, and the Debian package that holds it.
    private var tool: (program: String, package: String) {
        switch self {
        case .gzip: ("gzip", "gzip")
        case .xz, .lzma: ("xz", "xz-utils")
        case .zstd: ("zstd", "zstd")
        case .lz4: ("lz4", "lz4")
        case .lzo: ("lzop", "lzop")
        case .bzip2: ("bzip2", "bzip2")
        }
    }

    /// Whether Kbuild adds the length of the content, four bytes, behind a kernel that it compressed so: all but gzip,
    /// which ends in it anyway (scripts/Makefile.lib, `size_append`).
    public var hasLengthBehind: Bool { self != .gzip }

    /// Replaces files in a directory, whose names end in `suffix`, by their content, named without it; all by one
    /// process.
    func command(_ names: [String], in directory: String) -> Command {
        let words =
            switch self {
            case .gzip, .bzip2, .xz: ["-d", "-q"]
            case .lzma: ["-d", "-q", "--format=lzma"]
            case .zstd: ["-d", "-q", "--rm"]
            case .lz4: ["-d", "-q", "-m", "--rm"]
            case .lzo: ["-d", "-q", "-U"]
            }
        return Command(tool.program, words + ["--"] + names, environment: ["LC_ALL": "C"], in: directory)
    }

    /// Runs the command.
    /// - Parameter what: for errors, such as `the kernel in bzImage`.
    /// - Throws: `HostError`: `missing-packages` when the program is not installed, `command-failed` with blame `user` when
    ///   it does not understand a file.
    public func expand(_ names: [String], in directory: String, of what: String) async throws {
        let result: CommandResult
        do {
            result = try await run(names, in: directory)
        } catch let error as HostError where error.kind == .commandNotFound {
            throw HostError(
                .missingPackages, "\(what) needs the program \(tool.program) to be read",
                remedy: DistributionPackages.installation(of: [tool.package]), cause: error)
        }
        guard !result.succeeded else { return }
        let word = result.tail.last.map { SafeText.line($0) } ?? "\(tool.program) ended with status \(result.status)"
        throw HostError(
            .commandFailed, blame: .user, "\(what) cannot be decompressed: \(word)", remedy: "copy it again, whole")
    }

    /// Root installs a program that is missing, as everywhere.
    private func run(_ names: [String], in directory: String) async throws -> CommandResult {
        do {
            return try await command(names, in: directory).run()
        } catch let error as HostError where error.kind == .commandNotFound && geteuid() == 0 {
            try await DistributionPackages.require([tool.package])
            return try await command(names, in: directory).run()
        }
    }
}
