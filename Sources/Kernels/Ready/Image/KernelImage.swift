// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// The kernel inside a bzImage, decompressed: an ELF file with the notes that a guest shows in /sys/kernel/notes.
struct KernelImage: Sendable {
    let release: String
    let buildID: BuildID
    let salt: [UInt8]?
    private let kernel: Data

    /// The image's header.
    /// - Throws: `KernelError` with what is wrong with the file.
    static func header(of path: String) throws(KernelError) -> BootImage {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw KernelError(
                .badImage, blame: .user, "the kernel's image cannot be read", at: path,
                remedy: "make it readable for this user, or correct the path", cause: error)
        }
        do throws(BootImage.Flaw) {
            return try BootImage(data)
        } catch {
            let (what, remedy) = error.explained
            throw KernelError(.badImage, blame: .user, what, at: path, remedy: remedy)
        }
    }

    /// - Parameters:
    ///   - path: the bzImage.
    ///   - scratch: an existing directory, which is left empty.
    /// - Throws: `KernelError` with what is wrong with the file.
    @concurrent
    static func read(_ path: String, scratch: String) async throws -> KernelImage {
        let image = try header(of: path)
        let kernel = try await expanded(image.payload, of: path, scratch: scratch)
        do {
            let file = try ELFFile(kernel)
            guard let id = try file.buildID() else {
                throw KernelError(
                    .badImage, blame: .user, "this kernel has no build-id, so that it could not be told from another",
                    at: path, remedy: "link it with a linker that knows --build-id")
            }
            return KernelImage(release: image.release, buildID: id, salt: try file.buildSalt(), kernel: kernel)
        } catch let flaw as ELFFile.Flaw {
            throw KernelError(
                .badImage, blame: .user, "what is in this bzImage is no 64-bit kernel", at: path,
                remedy: "copy it again, whole", cause: flaw)
        }
    }

    private static func expanded(_ payload: Data, of path: String, scratch: String) async throws -> Data {
        guard let form = Compression(magic: payload.prefix(16)) else {
            if payload.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return Data(payload) }
            throw KernelError(
                .badImage, blame: .user, "nobody knows how the kernel in this bzImage is compressed", at: path,
                remedy: "build it with CONFIG_KERNEL_GZIP=y or another of the common forms")
        }
        return try await expand(
            form.hasLengthBehind ? payload.dropLast(4) : payload, form, of: "the kernel in \(path)", scratch: scratch)
    }

    /// Its own `.config`, of a kernel with IKCONFIG: `IKCFG_ST`, a gzip file, `IKCFG_ED` (kernel/configs.c). Nil of
    /// others.
    @concurrent
    func embeddedConfig(scratch: String) async throws -> Data? {
        guard let start = kernel.position(of: "IKCFG_ST") else { return nil }
        let rest = kernel[(start + 8)...]
        guard rest.starts(with: [0x1F, 0x8B]), let end = rest.position(of: "IKCFG_ED") else { return nil }
        return try await Self.expand(
            rest[..<end], .gzip, of: "the configuration in the kernel", scratch: scratch)
    }

    private static func expand(
        _ bytes: Data, _ form: Compression, of what: String, scratch: String
    ) async throws -> Data {
        let path = scratch + "/content"
        defer { for name in [path, path + form.suffix] { try? FileManager.default.removeItem(atPath: name) } }
        try bytes.write(to: URL(fileURLWithPath: path + form.suffix))
        try await form.expand(["content" + form.suffix], in: scratch, of: what)
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }
}
