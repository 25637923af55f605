// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Glibc
import Host
import Vocabulary

/// The read-only disk with one kernel's modules, which the guest mounts at /lib/modules (images/guest/mounts.c finds it
/// by serial or label). mke2fs fills it from the directory: no appliance, no root, under a second.
struct ModulesDisk: Sendable {
    let kernel: KernelArtifact

    static let name = "modules.img"

    /// The kernel's key names the modules already: they are part of what was built.
    var key: String {
        var hash = ContentHash()
        hash.add("format", "1 " + ExtFeatures.list)
        hash.add("kernel", kernel.key)
        return hash.finish()
    }

    /// - Parameter directory: an empty one that gets `modules.img`, mode 0444.
    func make(in directory: String, log: String) async throws {
        let source = kernel.modulesRoot + "/lib/modules"
        let size = try TreeSize.measure(source)
        try ImageError.requireSpace(size.total, for: "the modules of kernel \(kernel.name)", at: directory)
        let disk = directory + "/" + Self.name
        let result = try await command(source: source, disk: disk, size: size).run(log: log)
        guard result.succeeded else {
            let last = result.tail.last.map { SafeText.line($0) } ?? "no reason given"
            if last.contains("No space left") {
                throw ImageError.noSpace(for: "the modules of kernel \(kernel.name)", at: log)
            }
            throw ImageError(
                .modulesDisk, blame: .harness, "the modules disk of kernel \(kernel.name) could not be made: \(last)",
                at: log, remedy: "read the log, and run again")
        }
        chmod(disk, 0o444)
    }

    /// mke2fs(8). By its full name, since an ordinary user's PATH leaves out /sbin.
    func command(source: String, disk: String, size: TreeSize) -> Command {
        let identity = Self.uuid(key)
        return Command(
            "/sbin/mke2fs",
            [
                "-q", "-F", "-t", "ext4", "-L", ExtFeatures.modulesLabel, "-U", identity, "-b", "\(TreeSize.blockSize)",
                "-I", "\(TreeSize.inodeSize)", "-N", "\(size.inodeCount)", "-m", "0", "-O", ExtFeatures.list,
                "-E", "hash_seed=\(identity),root_owner=0:0,nodiscard", "-d", source, disk, "\(size.blockCount)",
            ],
            environment: ["SOURCE_DATE_EPOCH": "946684800", "LC_ALL": "C"])
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
