// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// The members of an archive as tar(1) lists them, looked at before one of them is unpacked: each must stay within the
/// one directory that the archive holds.
struct TarballListing {
    /// The one directory.
    private(set) var top: String?
    /// Bytes of all files.
    private(set) var size: Int64 = 0
    /// What is wrong with the archive, as a sentence without its subject.
    private(set) var fault: String?
    /// tar's own complaints.
    private(set) var complaints: [String] = []
    private var count = 0
    private var isEnded = false
    private var links: Set<String> = []
    private var missing: Set<String> = Self.marks

    /// A kernel's tree has ninety thousand files and takes 1.6 GB.
    static let countLimit = 2_000_000
    static let sizeLimit: Int64 = 64 << 30
    /// What makes a tree a kernel's that can be built here.
    static let marks: Set = ["Makefile", "Kconfig", "scripts", "arch/x86/Kconfig"]

    /// Names are written as C writes them, so a line is read in one way only; `--block-number` shows whether the archive
    /// has its end, which tar does not mind when it is missing.
    static let arguments =
        ["--list", "--verbose", "--block-number", "--numeric-owner", "--quoting-style=c", "--full-time"] + selection
    /// An archive of a work tree may hold its `.git`. In our tree scripts/setlocalversion would find it, and put the
    /// commit into the kernel's release.
    static let selection = ["--exclude=.git"]

    /// One line of the listing: `block 1: -rw-rw-r-- 0/0 2 2026-11-25 19:01:09 "linux-6.1/Makefile"`.
    mutating func read(_ line: String) {
        guard fault == nil else { return }
        guard line.hasPrefix("block "), let colon = line.firstRange(of: ": ") else {
            if !line.trimmedBlanks.isEmpty, complaints.count < 5 { complaints.append(line.trimmedBlanks) }
            return
        }
        let rest = line[colon.upperBound...]
        if rest.hasPrefix("** ") {
            isEnded = rest.hasPrefix("** Block of NULs")
            return
        }
        guard let quote = rest.firstIndex(of: "\""),
            let (bytes, after) = PatchPath.unquoted(Array(rest[quote...].utf8)[...])
        else { return fail("has a member whose name cannot be read") }
        count += 1
        let words = rest[..<quote].split(separator: " ")
        if let bytes = words.dropFirst(2).first.flatMap({ Int64($0) }) { size += bytes }
        guard count <= Self.countLimit, size <= Self.sizeLimit else { return fail("is too large for a kernel's tree") }
        guard let mode = words.first, !mode.lowercased().contains("s") || mode.hasPrefix("s") else {
            return fail("has a file that would run as its owner: \(SafeText.line(bytes, limit: 120))")
        }
        take(kind: mode.first ?? "?", bytes, String(decoding: after, as: UTF8.self))
    }

    /// The directory and the size, when the listing is whole and good.
    mutating func finish() -> (top: String, size: Int64)? {
        if fault == nil, count == 0 { fail("is empty") }
        if fault == nil, !isEnded { fail("has no end: it was cut short") }
        guard fault == nil, let top else { return nil }
        return (top, size)
    }

    /// What of a kernel's tree is not in it; nil when all is.
    var lack: String? { missing.min() }

    private mutating func fail(_ what: String) { fault = fault ?? what }

    private mutating func take(kind: Character, _ bytes: [UInt8], _ rest: String) {
        var name = bytes[...]
        while name.last == 0x2F { name = name.dropLast() }
        // Some are made with `tar -c .`.
        while name.starts(with: Array("./".utf8)) { name = name.dropFirst(2) }
        let shown = SafeText.line(name, limit: 120)
        if name.elementsEqual([0x2E]) || name.isEmpty, kind == "d" { return }
        guard let path = PatchPath.inTree(name) else {
            return fail("names a place outside of its directory: \(shown)")
        }
        let parts = path.split(separator: "/").map(String.init)
        guard top == nil || top == parts[0] else {
            return fail("holds more than one directory: \(SafeText.line(top ?? "")) and \(SafeText.line(parts[0]))")
        }
        top = parts[0]
        guard parts.count > 1 || kind == "d" else { return fail("holds a file beside its directory: \(shown)") }
        if !links.isEmpty,
            let link = parts.indices.lazy.map({ parts[...$0].dropLast().joined(separator: "/") }).first(
                where: { links.contains($0) })
        {
            return fail("has \(shown) behind the symbolic link \(SafeText.line(link, limit: 120))")
        }
        switch kind {
        case "-", "d": break
        case "l":
            links.insert(path)
            guard let target = Self.target(rest, after: " -> "), Self.stays(target, from: parts.count - 2) else {
                return fail("has a symbolic link that leads out of the tree: \(shown)")
            }
        case "h":
            guard let target = Self.target(rest, after: " link to "),
                PatchPath.inTree(target)?.hasPrefix(parts[0] + "/") == true
            else { return fail("has a hard link that leads out of the tree: \(shown)") }
        default: return fail("has a member that is no file, directory or link: \(shown)")
        }
        missing.remove(parts.dropFirst().joined(separator: "/"))
        if parts.count > 2 { missing.remove(parts[1]) }
    }

    private static func target(_ rest: String, after mark: String) -> [UInt8]? {
        guard rest.hasPrefix(mark) else { return nil }
        return PatchPath.unquoted(Array(rest.dropFirst(mark.count).utf8)[...])?.name
    }

    /// Up first, as far as the directory goes, and down then: so no link can lead out by way of another.
    private static func stays(_ target: [UInt8], from depth: Int) -> Bool {
        let parts = String(decoding: target, as: UTF8.self).split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty, !target.contains(0) else { return false }
        let up = parts.prefix { $0 == ".." || $0 == "." }
        return up.filter { $0 == ".." }.count <= depth && !parts.dropFirst(up.count).contains("..")
    }
}
