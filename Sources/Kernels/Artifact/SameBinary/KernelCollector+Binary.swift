// SPDX-License-Identifier: Apache-2.0

import Foundation

extension KernelCollector {
    /// The digest of what was built (`BinaryDigest`): vmlinux, the code that unpacks it, every module, depmod's files, the
    /// configuration.
    @concurrent
    func binary(release: String, salt: String) async throws -> String {
        var digest = BinaryDigest(salt: salt)
        try digest.add(program: kbuild.objects + "/vmlinux", as: "vmlinux")
        try digest.add(configuration: staging + "/config")
        let modules = "\(staging)/modules/lib/modules/\(release)"
        for path in FileManager.default.enumerator(atPath: modules)?.compactMap({ $0 as? String }) ?? [] {
            if path.hasSuffix(".ko") {
                try digest.add(program: modules + "/" + path, as: path)
            } else if path.hasPrefix("modules."), !path.hasSuffix(".bin") {
                // The others are made from these by depmod(8).
                try digest.add(text: modules + "/" + path, as: path)
            }
        }
        try addBootCode(to: &digest)
        return digest.finish()
    }

    /// What runs before vmlinux: the real-mode setup and the decompressor. Linked, they hold the length of the compressed
    /// kernel, which follows the salt. So the decompressor's objects are taken before they are linked, and of the setup
    /// its image without the header (Documentation/arch/x86/boot.rst), of which the source is taken.
    private func addBootCode(to digest: inout BinaryDigest) throws {
        let boot = "arch/x86/boot"
        let compressed = "\(kbuild.objects)/\(boot)/compressed"
        for name in try FileManager.default.contentsOfDirectory(atPath: compressed)
        where name.hasSuffix(".o") && name != "piggy.o" {
            try digest.add(program: "\(compressed)/\(name)", as: "\(boot)/compressed/\(name)")
        }
        try digest.add(image: "\(kbuild.objects)/\(boot)/setup.bin", from: Self.setupHeader, as: "setup.bin")
        let texts = [
            "\(kbuild.tree)/\(boot)/header.S", "\(kbuild.tree)/\(boot)/compressed/mkpiggy.c",
            "\(compressed)/vmlinux.lds",
        ]
        for (number, path) in texts.enumerated() where FileManager.default.fileExists(atPath: path) {
            try digest.add(text: path, as: "boot text \(number)")
        }
    }

    /// Up to the end of `struct setup_header`, 0x1F1 and the 0x7B bytes of protocol 2.15, with room for more.
    private static let setupHeader = 0x2C0
}
