// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Glibc
import Host
import Vocabulary

/// What gets a kernel to its root whose drivers for that are modules: the guest program as `/init`, and those modules
/// decompressed, with the list that `images/guest/initramfs.c` reads. Nothing else, so that as little as can be comes
/// before the boot that is measured.
struct Initramfs: Sendable {
    let kernel: KernelArtifact
    /// On the host: the guest program.
    let program: String
    let programHash: String

    static let name = "initramfs.cpio"

    /// The kernel's key names the modules' bytes already.
    var key: String {
        var hash = ContentHash()
        hash.add("format", "1")
        hash.add("kernel", kernel.key)
        hash.add("program", programHash)
        hash.add("list", Self.list(kernel.early))
        return hash.finish()
    }

    /// - Parameter directory: an empty one that gets `initramfs.cpio`, mode 0444.
    @concurrent
    func make(in directory: String) async throws {
        let scratch = directory + "/.modules"
        try Directories.make(scratch)
        let modules = try await content(scratch: scratch)
        try FileManager.default.removeItem(atPath: scratch)

        var archive = CpioArchive()
        for path in ["dev", "proc", "root", "modules"] { archive.addDirectory(path) }
        // What the kernel opens for /init to speak to, before that could make it.
        archive.addDevice("dev/console", major: 5, minor: 1)
        archive.addFile("init", try read(program), mode: 0o755)
        archive.addFile("modules/list", Data(Self.list(kernel.early).utf8))
        for (name, data) in modules { archive.addFile("modules/\(name)", data) }
        let path = directory + "/" + Self.name
        guard FileManager.default.createFile(atPath: path, contents: archive.finished()) else {
            throw HostError.file("write", path, errno: errno)
        }
        chmod(path, 0o444)
    }

    /// A line a module, in the order of loading; a question mark before one that may fail.
    static func list(_ modules: [EarlyModule]) -> String {
        modules.map { ($0.isOptional ? "?" : "") + name(of: $0) + "\n" }.joined()
    }

    /// `kernel/drivers/block/virtio_blk.ko.xz` is `virtio_blk.ko` in the archive: the kernel takes what is compressed only
    /// with MODULE_DECOMPRESS.
    private static func name(of module: EarlyModule) -> String {
        let file = (module.path as NSString).lastPathComponent
        return Compression(module: file).map { String(file.dropLast($0.suffix.count)) } ?? file
    }

    private func content(scratch: String) async throws -> [(String, Data)] {
        var packed: [Compression: [String]] = [:]
        for module in kernel.early {
            let file = (module.path as NSString).lastPathComponent
            let target = "\(scratch)/\(file)"
            try read(kernel.modulesDirectory + "/" + module.path).write(to: URL(fileURLWithPath: target))
            if let form = Compression(module: file) { packed[form, default: []].append(file) }
        }
        for (form, files) in packed {
            try await form.expand(files, in: scratch, of: "a module of kernel \(kernel.name)")
        }
        return try kernel.early.map { module in
            let name = Self.name(of: module)
            return (name, try read("\(scratch)/\(name)"))
        }
    }

    private func read(_ path: String) throws(HostError) -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw HostError.file("read", path, errno: errno)
        }
        return data
    }
}
