// SPDX-License-Identifier: Apache-2.0

/// A tar archive of a kernel's tree, found and looked through.
public struct TarballSource: Hashable, Codable, Sendable {
    /// Where it is, an absolute path. Two archives of the same bytes are the same source wherever they are.
    public var path: String
    /// The SHA-256 of the file's bytes.
    public var sha256: String
    /// The one directory that it holds, such as `linux-6.12.1`.
    public var top: String
    /// The bytes of its files, unpacked.
    public var size: Int64

    public init(path: String, sha256: String, top: String, size: Int64) {
        self.path = path
        self.sha256 = sha256
        self.top = top
        self.size = size
    }

    public static func == (left: Self, right: Self) -> Bool { left.sha256 == right.sha256 && left.top == right.top }
    public func hash(into hasher: inout Hasher) { hasher.combine(sha256) }

    /// One directory for all releases of a series, 6.12.1 and 6.12.2: what differs between them is all that is built
    /// for the second, and all that is kept twice. The names decide only that, so two trees that merely have the same
    /// name cost time and nothing else.
    var directoryName: String {
        let plain = top.prefix(60).map { character in
            character.isASCII && (character.isLetter || character.isNumber || "+.-_".contains(character))
                ? character : "-"
        }
        return "tarball-" + Self.series(of: String(plain))
    }

    /// `linux-6.12.1-rc2` is of `linux-6.12`; a name without such a number stands for itself.
    static func series(of name: String) -> String {
        guard let match = name.firstMatch(of: /^(.*?[0-9]+\.[0-9]+)(?:[.-].*)?$/) else { return name }
        return String(match.1)
    }
}
