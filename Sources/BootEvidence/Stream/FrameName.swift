// SPDX-License-Identifier: Apache-2.0

/// Which names a frame may carry. Item names become file names in the store, so this is where a guest's wish to write
/// elsewhere ends.
enum FrameName {
    private static let modulePrefix = Array("buildid/module/".utf8)

    /// `[a-z0-9_.+/-]`, no `..`, no leading `/`, and no part between slashes that is empty or `.`, so that two names
    /// cannot be one file; after `buildid/module/` capitals too, because a module is named as its author named it.
    static func isValid(_ name: ArraySlice<UInt8>) -> Bool {
        let capitalsFrom =
            name.starts(with: modulePrefix) ? name.startIndex + modulePrefix.count : name.endIndex
        guard name.indices.allSatisfy({ isPlain(name[$0]) || ($0 >= capitalsFrom && isCapital(name[$0])) }) else {
            return false
        }
        return name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.elementsEqual([dot]) && !zip(part, part.dropFirst()).contains { $0 == (dot, dot) }
        }
    }

    private static let dot = UInt8(ascii: ".")

    private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), dot, UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
