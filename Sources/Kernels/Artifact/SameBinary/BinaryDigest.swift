// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// One hash over all that decides how a kernel runs: two kernels with equal digests are the same binary, whatever was
/// patched. It is never equal for two that differ; it may differ for two that run alike:
///
/// - with CONFIG_IKCONFIG, because the configuration inside holds the salt;
/// - with modules signed by a key that the build makes, after that key was made anew.
struct BinaryDigest {
    let salt: String
    private var parts: [(label: String, digest: String)] = []

    init(salt: String) { self.salt = salt }

    /// vmlinux, a module, or an object.
    mutating func add(program path: String, as label: String) throws {
        var hash = ContentHash()
        let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        do {
            try LoadedBytes(salt: salt).visit(data) { hash.add($0, bytes: $1) }
        } catch {
            throw KernelError(.badArtifact, blame: .harness, "its sections cannot be read", at: path, cause: error)
        }
        parts.append((label, hash.finish()))
    }

    /// A file of bytes as they are loaded, from an offset on.
    mutating func add(image path: String, from offset: Int, as label: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        var hash = ContentHash()
        hash.add("image", bytes: LoadedBytes(salt: salt).masked(Data(data.dropFirst(offset))))
        parts.append((label, hash.finish()))
    }

    mutating func add(text path: String, as label: String) throws {
        parts.append((label, try ContentHash.ofFile(path)))
    }

    /// A `.config` without the salt.
    mutating func add(configuration path: String) throws {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("CONFIG_BUILD_SALT=") }
        var hash = ContentHash()
        hash.add("configuration", lines.joined(separator: "\n"))
        parts.append(("config", hash.finish()))
    }

    /// 64 hexadecimal digits.
    func finish() -> String {
        var hash = ContentHash()
        hash.add("format", "1")
        for part in parts.sorted(by: { $0.label < $1.label }) { hash.add(part.label, part.digest) }
        return hash.finish()
    }
}
