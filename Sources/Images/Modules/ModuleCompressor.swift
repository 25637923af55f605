// SPDX-License-Identifier: Apache-2.0

import Host
import MatrixPlan

/// The programs that compress modules in their places, called as the kernel's own build calls them
/// (scripts/Makefile.modinst): the kernel's XZ decoder knows no check but CRC32, and allocates the dictionary. The way
/// back is `Compression`'s.
enum ModuleCompressor {
    static let packages = ["gzip", "kmod", "xz-utils", "zstd"]

    /// Files of one call: few enough for the limit on arguments (execve(2)), many enough to be few processes.
    static let batchLimit = 128

    /// Compresses `x.ko` to `x.ko.xz` and the like; nil for a format without a program.
    static func packing(_ format: ModuleFormat) -> Command? {
        switch format {
        case .asBuilt, .uncompressed: nil
        case .gzip: program("gzip", ["-n", "-f"])
        // One thread: newer versions divide a file among several, and its bytes would depend on the host.
        case .xz: program("xz", ["--check=crc32", "--lzma2=dict=1MiB", "--threads=1", "-f"])
        case .zstd: program("zstd", ["--rm", "-f", "-q"])
        }
    }

    /// What a user's environment sets must not change the bytes.
    private static func program(_ name: String, _ options: [String]) -> Command {
        Command(
            name, options + ["--"],
            environment: [
                "LC_ALL": "C", "GZIP": nil, "XZ_DEFAULTS": nil, "XZ_OPT": nil, "ZSTD_CLEVEL": nil,
                "ZSTD_NBTHREADS": nil,
            ])
    }

    /// The command over all files, as many processes at once as there are CPUs.
    /// - Throws: `HostError` of the first that failed, `CancellationError`.
    static func run(_ command: Command, on files: [String], log: String, cpus: Int = HostFacts.cpus) async throws {
        let size = min(batchLimit, max(1, (files.count + cpus - 1) / cpus))
        var batches = stride(from: 0, to: files.count, by: size).map { start in
            var batch = command
            batch.arguments += files[start..<min(start + size, files.count)]
            return batch
        }[...]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for batch in batches.prefix(cpus) { group.addTask { try await batch.run(log: log).checked() } }
            batches = batches.dropFirst(cpus)
            while try await group.next() != nil {
                if let batch = batches.popFirst() { group.addTask { try await batch.run(log: log).checked() } }
            }
        }
    }
}
