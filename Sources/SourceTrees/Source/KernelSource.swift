// SPDX-License-Identifier: Apache-2.0

/// What a kernel is built from, found and fixed: two equal values are the same bytes.
public enum KernelSource: Hashable, Sendable {
    case package(SourceIdentity)
    case git(GitSource)
    case tarball(TarballSource)

    /// The name of this source's lineage below `CACHE/builds`.
    public var directoryName: String {
        switch self {
        case .package(let identity): identity.directoryName
        case .git(let git): git.directoryName
        case .tarball(let tarball): tarball.directoryName
        }
    }

    /// For progress: `linux-source-6.12 6.12.117-1`, `commit 0123456789ab`.
    public var label: String {
        switch self {
        case .package(let identity): "\(identity.package) \(identity.version)"
        case .git(let git): "commit \(git.shortCommit)"
        case .tarball(let tarball): "\(tarball.top) of a tarball"
        }
    }
}

/// A package is stored as its three fields, the others below the key `git` or `tarball`.
extension KernelSource: Codable {
    private enum Keys: String, CodingKey { case git, tarball }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        self =
            if let git = try container.decodeIfPresent(GitSource.self, forKey: .git) {
                .git(git)
            } else if let tarball = try container.decodeIfPresent(TarballSource.self, forKey: .tarball) {
                .tarball(tarball)
            } else {
                .package(try SourceIdentity(from: decoder))
            }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .package(let identity): try identity.encode(to: encoder)
        case .git(let git):
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(git, forKey: .git)
        case .tarball(let tarball):
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(tarball, forKey: .tarball)
        }
    }
}
