// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Paths as patches name them, none of which is trusted.
enum PatchPath {
    /// The path when it leads to a place in the tree: relative, without `..`, not into a `.git`.
    static func inTree(_ bytes: some Collection<UInt8>) -> String? {
        guard let path = String(validating: bytes, as: UTF8.self), (1...4000).contains(path.utf8.count),
            !path.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else { return nil }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !["", ".", ".."].contains(part) && part.lowercased() != ".git" && part.utf8.count <= 255
        }
        return isPlain ? path : nil
    }

    /// A name as diff(1) and git put it behind `---`: the first component is left out, and so is what follows a tab,
    /// which is a time. Nil for `/dev/null`.
    struct Named {
        var path: String?
        /// The time says that there is no such file (diff(1), `--new-file`).
        var isAbsent: Bool

        /// - Returns: nil for a path that is not one in the tree.
        init?(_ text: ArraySlice<UInt8>) {
            let tab = text.firstIndex(of: 0x09) ?? text.endIndex
            let time = String(decoding: text[tab...], as: UTF8.self)
            isAbsent = time.contains("1970-01-01 ") || time.contains("1969-12-31 ")
            guard let name = text.first == 0x22 ? PatchPath.unquoted(text)?.name : Array(text[..<tab]) else {
                return nil
            }
            if name == Array("/dev/null".utf8) { return }
            guard let slash = name.firstIndex(of: 0x2F), slash > 0 else { return nil }
            guard let path = PatchPath.inTree(name[(slash + 1)...]) else { return nil }
            self.path = path
        }
    }

    /// The one file that `diff --git a/NAME b/NAME` names; nil where the two differ, as for a rename, which says both
    /// again by itself.
    static func single(of text: ArraySlice<UInt8>) -> String? {
        if text.first == 0x22 {
            guard let first = unquoted(text), let second = unquoted(first.rest.dropFirst()), second.rest.isEmpty else {
                return nil
            }
            return same(first.name[...], second.name[...])
        }
        guard text.count % 2 == 1, text.count > 4 else { return nil }
        let middle = text.startIndex + text.count / 2
        guard text[middle] == 0x20 else { return nil }
        return same(text[..<middle], text[(middle + 1)...])
    }

    /// `git diff -R` has the prefixes the other way round.
    private static func same(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> String? {
        guard let one = left.firstIndex(of: 0x2F), let other = right.firstIndex(of: 0x2F),
            left[one...].elementsEqual(right[other...])
        else { return nil }
        return inTree(left[(one + 1)...])
    }

    /// A name in double quotes with the escapes of C, as git writes one that holds unusual bytes (git-config(1),
    /// `core.quotePath`), and what follows it.
    static func unquoted(_ text: ArraySlice<UInt8>) -> (name: [UInt8], rest: ArraySlice<UInt8>)? {
        guard text.first == 0x22 else { return nil }
        let simple: [UInt8: UInt8] = [
            0x61: 7, 0x62: 8, 0x74: 9, 0x6E: 10, 0x76: 11, 0x66: 12, 0x72: 13, 0x22: 0x22, 0x5C: 0x5C,
        ]
        var name: [UInt8] = []
        var rest = text.dropFirst()
        while let byte = rest.popFirst() {
            if byte == 0x22 { return (name, rest) }
            guard byte == 0x5C else {
                name.append(byte)
                continue
            }
            if let next = rest.first, let value = simple[next] {
                name.append(value)
                rest = rest.dropFirst()
            } else {
                let digits = rest.prefix(3)
                guard let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8), digits.count == 3 else {
                    return nil
                }
                name.append(value)
                rest = rest.dropFirst(3)
            }
        }
        return nil
    }

    /// The first directory of a path below `root` that is none, such as a symbolic link, by which a patch would reach
    /// another place; nil when all that exist are directories.
    static func obstacle(to path: String, below root: String) -> String? {
        var place = ""
        for part in path.split(separator: "/").dropLast() {
            place += (place.isEmpty ? "" : "/") + part
            var info = stat()
            guard lstat(root + "/" + place, &info) == 0 else { return nil }
            if info.st_mode & S_IFMT != S_IFDIR { return place }
        }
        return nil
    }
}
