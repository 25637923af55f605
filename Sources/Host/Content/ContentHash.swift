// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// SHA-256 over labelled parts: the key under which something built is kept. Every part carries its label and length,
/// so that no two lists of parts can collide by concatenation.
public struct ContentHash: ~Copyable {
    private var hash = SHA256Digest()

    public init() {}

    public mutating func add(_ label: String, _ text: String) {
        add(label, bytes: Array(text.utf8))
    }

    public mutating func add(_ label: String, bytes: some Collection<UInt8>) {
        Array("\(label) \(bytes.count)\n".utf8).withUnsafeBytes { hash.update($0) }
        Array(bytes).withUnsafeBytes { hash.update($0) }
    }

    /// Adds the hash of a file's bytes.
    /// - Throws: `HostError` when the file cannot be read.
    public mutating func add(_ label: String, file path: String) throws(HostError) {
        add(label, try Self.ofFile(path))
    }

    /// 64 hexadecimal digits.
    public consuming func finish() -> String { hash.finish() }

    /// The SHA-256 of a file's bytes, read in pieces of 1 MiB.
    public static func ofFile(_ path: String) throws(HostError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HostError.file("read", path, errno: errno) }
        defer { close(descriptor) }
        var hash = SHA256Digest()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 { throw HostError.file("read", path, errno: errno) }
            if count == 0 { return hash.finish() }
            buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
