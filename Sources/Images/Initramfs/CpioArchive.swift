// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// An archive as the kernel unpacks it into its first root: newc, uncompressed (Documentation/driver-api/early-userspace/
/// buffer-format.rst). Equal calls give equal bytes: no times, no owners, numbers of files in order.
struct CpioArchive: Sendable {
    private(set) var bytes = Data()
    private var count: UInt32 = 0

    mutating func addDirectory(_ path: String) { add(path, mode: S_IFDIR | 0o755, links: 2) }

    mutating func addFile(_ path: String, _ content: Data, mode: mode_t = 0o644) {
        add(path, mode: S_IFREG | mode, content: content)
    }

    /// A character device, such as 5 and 1 for the console.
    mutating func addDevice(_ path: String, major: UInt32, minor: UInt32) {
        add(path, mode: S_IFCHR | 0o600, device: (major, minor))
    }

    /// The archive with its end.
    func finished() -> Data {
        var copy = self
        copy.count = 0
        copy.add("TRAILER!!!", mode: 0)
        return copy.bytes
    }

    /// A header of 110 bytes in hexadecimal, the name with its zero, and the content, each filled up to four bytes.
    private mutating func add(
        _ path: String, mode: mode_t, links: UInt32 = 1, device: (UInt32, UInt32) = (0, 0), content: Data = Data()
    ) {
        count += 1
        let name = Array(path.utf8) + [0]
        let fields: [UInt32] = [
            mode == 0 ? 0 : count, UInt32(mode), 0, 0, links, 0, UInt32(content.count), 0, 0, device.0, device.1,
            UInt32(name.count), 0,
        ]
        bytes += Data("070701".utf8)
        for field in fields { bytes += Data(Self.hexadecimal(field)) }
        bytes += Data(name)
        fill()
        bytes += content
        fill()
    }

    private mutating func fill() { while bytes.count % 4 != 0 { bytes.append(0) } }

    private static func hexadecimal(_ value: UInt32) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return (0..<8).map { digits[Int(value >> (28 - 4 * UInt32($0)) & 15)] }
    }
}
