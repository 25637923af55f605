// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import MatrixPlan
import Vocabulary

/// A copy of a kernel's stored modules in another format, with indexes of its own.
struct ModuleConversion: Sendable {
    let stored: ModuleTree
    let format: ModuleFormat
    /// For errors: `kernel stats+xz`.
    let what: String

    /// What the copy and the disk made of it may take: compressed modules are about a fourth.
    func space(stored size: ByteCount, isCompressed: Bool) -> ByteCount {
        ByteCount(size.bytes * 2 * (isCompressed ? 5 : 1))
    }

    /// - Parameter root: where the copy goes; a directory that is not there yet.
    /// - Throws: `HostError`, `ImageError`, `CancellationError`.
    func make(at root: String, log: String) async throws -> ModuleTree {
        guard stored.release.first?.isNumber == true, !stored.release.contains("/") else {
            throw ImageError(
                .modulesDisk, "\(SafeText.line(stored.release, limit: 60)) is no release of a kernel",
                at: stored.root, remedy: "put its modules in lib/modules/RELEASE, as `uname -r` says it")
        }
        let copy = ModuleTree(root: root, release: stored.release)
        try Directories.make(root + "/lib/modules")
        // Without their modes: what is read-only in the cache must be writable here.
        let options = ["--recursive", "--no-dereference", "--no-preserve=mode", "--"]
        try await Command("cp", options + [stored.directory, copy.directory]).run(log: log).checked()
        try await unpack(copy)
        try await pack(copy, log)
        try await index(copy, log)
        return copy
    }

    private func unpack(_ copy: ModuleTree) async throws {
        for files in try copy.files().filter({ $0.key != format }).values {
            guard let first = files.first, let form = Compression(module: first) else { continue }
            let names = files.map { String($0.dropFirst(copy.directory.count + 1)) }
            try await form.expand(names, in: copy.directory, of: "a module of \(what)")
        }
    }

    private func pack(_ copy: ModuleTree, _ log: String) async throws {
        guard let command = ModuleCompressor.packing(format) else { return }
        try await ModuleCompressor.run(command, on: try copy.files()[.uncompressed] ?? [], log: log)
    }

    /// depmod(8). One that cannot read the format leaves the modules out without a word, and then nothing loads.
    private func index(_ copy: ModuleTree, _ log: String) async throws {
        let result = try await Command(
            "/sbin/depmod", ["--basedir", copy.root, copy.release], environment: ["LC_ALL": "C"]
        ).run(log: log)
        try result.checked()
        let files = try copy.files()
        let wanted = files[format]?.count ?? 0
        let (indexed, all) = (try copy.indexed(), files.values.reduce(0) { $0 + $1.count })
        guard indexed == wanted, all == wanted else {
            throw ImageError(
                .modulesDisk, "this host's depmod finds \(indexed) of \(all) modules in format \(format)", at: log,
                remedy: "`kmod --version` says which formats it was built for (Debian's: xz and zstd); take one of them"
            )
        }
    }
}
