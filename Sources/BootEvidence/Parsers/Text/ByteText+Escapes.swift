// SPDX-License-Identifier: Apache-2.0

extension ByteText {
    /// Undoes `\x0a`: how /dev/kmsg writes bytes that are not printable ASCII, and the backslash (msg_add_ext_text in
    /// kernel/printk/printk.c); the guest's program writes the fields of uevents so too.
    var unescaped: ByteText {
        guard contains(UInt8(ascii: "\\")) else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var rest = self
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.count >= 3, rest.first == UInt8(ascii: "x"),
                let high = rest[rest.startIndex + 1].hexDigit, let low = rest[rest.startIndex + 2].hexDigit
            {
                result.append(high << 4 | low)
                rest = rest.dropFirst(3)
            } else {
                result.append(byte)
            }
        }
        return result[...]
    }

    /// Hexadecimal digits and nothing else; nil also when it does not fit.
    var hexNumber: UInt64? {
        guard !isEmpty, count <= 16 else { return nil }
        var value: UInt64 = 0
        for byte in self {
            guard let digit = byte.hexDigit else { return nil }
            value = value << 4 | UInt64(digit)
        }
        return value
    }
}

extension UInt8 {
    var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
