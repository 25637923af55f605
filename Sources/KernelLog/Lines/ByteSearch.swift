// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Searches in bytes that somebody else holds, with the C library's vectorised loops: a console is read by the gigabyte.
enum ByteSearch {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// The offset of the first `byte` from `start` on.
    static func offset(of byte: UInt8, in text: Bytes, from start: Int = 0) -> Int? {
        guard start < text.count, let base = text.baseAddress else { return nil }
        guard let found = memchr(base + start, Int32(byte), text.count - start) else { return nil }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }

    static func isPrefix(_ prefix: Bytes, of text: Bytes) -> Bool {
        guard let wanted = prefix.baseAddress, let base = text.baseAddress else { return prefix.isEmpty }
        return text.count >= prefix.count && memcmp(wanted, base, prefix.count) == 0
    }

    static func position(of needle: Bytes, in text: Bytes) -> Int? {
        guard let wanted = needle.baseAddress, let base = text.baseAddress, let head = needle.first else { return nil }
        var from = 0
        while let found = offset(of: head, in: text, from: from), text.count - found >= needle.count {
            if memcmp(base + found, wanted, needle.count) == 0 { return found }
            from = found + 1
        }
        return nil
    }
}
