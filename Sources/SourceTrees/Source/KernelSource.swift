// SPDX-License-Identifier: Apache-2.0

/// What a kernel is built from, found and fixed: two equal values are the same bytes.
public enum KernelSource: Hashable, Sendable {
    case package(SourceIdentity)
    case git(GitSource)

    /// The name of this source's lineage below `CACHE/builds`.
    public var directoryName: String {
        switch self {
        case .package(let identity): identity.directoryName
        case .git(let git): git.directoryName
        }
    }

    /// For progress: `linux-source-6.12 6.12.117-1`, `commit 0123456789ab`.
    public var label: String {
        switch self {
        case .package(let identity): "\(identity.package) \(identity.version)"
        case .git(let git): "commit \(git.shortCommit)"
        }
    }
}

/// A package is stored as its three fields, a git tree below the key `git`.
extension KernelSource: Codable {
    private enum Keys: String, CodingKey { case git }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        self =
            if let git = try container.decodeIfPresent(GitSource.self, forKey: .git) {
                .git(git)
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
        }
    }
}
