// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Glibc
import Host
import MatrixPlan
import Vocabulary

/// The read-only disk with one kernel's modules, which the guest mounts at /lib/modules (images/guest/mounts.c finds it
/// by serial or label). mke2fs fills it from the directory: no appliance, no root, under a second. Where the row wants
/// them in another format than they are stored in, it is made from a copy that is thrown away.
struct ModulesDisk: Sendable {
    let kernel: KernelArtifact

    static let name = "modules.img"

    /// The kernel's key names the modules already: they are part of what was built. A format that they have already
    /// makes no other disk.
    /// - Throws: `HostError` when the stored modules cannot be read.
    func key() throws(HostError) -> String {
        var hash = ContentHash()
        hash.add("format", "1 " + ExtFeatures.list)
        hash.add("kernel", kernel.key)
        if let conversion = try conversion() { hash.add("modules", "1 \(conversion.format)") }
        return hash.finish()
    }

    /// Nil where the disk can be made of the modules as they are stored.
    func conversion() throws(HostError) -> ModuleConversion? {
        let format = kernel.name.format
        guard format != .asBuilt else { return nil }
        let stored = ModuleTree(root: kernel.modulesRoot, release: kernel.identity.release)
        let others = try stored.files().keys.filter { $0 != format }
        return others.isEmpty
            ? nil : ModuleConversion(stored: stored, format: format, what: "kernel \(kernel.name)")
    }

    /// - Parameter directory: an empty one that gets `modules.img`, mode 0444.
    /// - Throws: `ImageError`, `HostError`, `CancellationError`.
    func make(in directory: String, log: String) async throws {
        let source = kernel.modulesRoot + "/lib/modules"
        guard let conversion = try conversion() else { return try await make(from: source, in: directory, log: log) }
        let stored = try conversion.stored.files().keys
        let space = conversion.space(
            stored: try TreeSize.measure(source).total, isCompressed: stored.contains { $0 != .uncompressed })
        try ImageError.requireSpace(space, for: what, at: directory)
        let copy = directory + "/tree"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let tree: ModuleTree
        do {
            tree = try await conversion.make(at: copy, log: log)
        } catch let error as HostError where error.kind == .commandFailed && error.blame == .host {
            throw failure(error.what, log: log, cause: error)
        }
        try await make(from: tree.root + "/lib/modules", in: directory, log: log)
    }

    private func make(from source: String, in directory: String, log: String) async throws {
        let size = try TreeSize.measure(source)
        try ImageError.requireSpace(size.total, for: what, at: directory)
        let disk = directory + "/" + Self.name
        let result = try await command(source: source, disk: disk, size: size).run(log: log)
        guard result.succeeded else {
            throw failure(result.tail.last.map { SafeText.line($0) } ?? "no reason given", log: log)
        }
        try await setAttributes(of: source, on: disk, log: log)
        chmod(disk, 0o444)
    }

    private var what: String { "the modules of kernel \(kernel.name)" }

    private func failure(_ reason: String, log: String, cause: HostError? = nil) -> ImageError {
        if reason.contains("No space left") { return .noSpace(for: what, at: log, cause: cause) }
        return ImageError(
            .modulesDisk, blame: .harness, "the modules disk of kernel \(kernel.name) could not be made: \(reason)",
            at: log, remedy: "read the log, and run again", cause: cause)
    }

    /// mke2fs(8). By its full name, since an ordinary user's PATH leaves out /sbin.
    func command(source: String, disk: String, size: TreeSize) throws(HostError) -> Command {
        let identity = Self.uuid(try key())
        return Command(
            "/sbin/mke2fs",
            [
                "-q", "-F", "-t", "ext4", "-L", ExtFeatures.modulesLabel, "-U", identity, "-b", "\(TreeSize.blockSize)",
                "-I", "\(TreeSize.inodeSize)", "-N", "\(size.inodeCount)", "-m", "0", "-O", ExtFeatures.list,
                "-E", "hash_seed=\(identity),root_owner=0:0,nodiscard", "-d", source, disk, "\(size.blockCount)",
            ],
            environment: Self.clock)
    }

    /// The key's first 32 digits as a UUID of version 8 (RFC 9562: custom).
    static func uuid(_ key: String) -> String {
        var digits = Array(key.prefix(32))
        while digits.count < 32 { digits.append("0") }
        digits[12] = "8"
        digits[16] = "8"
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }
}
