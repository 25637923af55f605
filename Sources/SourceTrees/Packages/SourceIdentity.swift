// SPDX-License-Identifier: Apache-2.0

/// Which source it is: the package as the distribution numbers it, and the bytes of its tarball.
public struct SourceIdentity: Hashable, Codable, Sendable {
    /// The exact package name, such as `linux-source-6.12`.
    public var package: String
    /// The installed version, such as `6.12.117-1~deb12u1`.
    public var version: String
    /// The SHA-256 of `/usr/src/PACKAGE.tar.xz`.
    public var sha256: String

    public init(package: String, version: String, sha256: String) {
        self.package = package
        self.version = version
        self.sha256 = sha256
    }

    /// The name of this source's directory. Kbuild refuses paths with spaces and colons, and a Debian version may
    /// hold a colon (deb-version(7)); the hash keeps two sources of one version apart.
    public var directoryName: String {
        let text = "\(package)_\(version)".map { character in
            character.isASCII && (character.isLetter || character.isNumber || "+.-_".contains(character))
                ? character : "-"
        }
        return String(text) + "_" + sha256.prefix(8)
    }

    /// Where the package puts its tarball.
    public var tarball: String { Self.tarball(of: package) }
    static func tarball(of package: String) -> String { "/usr/src/\(package).tar.xz" }
}
