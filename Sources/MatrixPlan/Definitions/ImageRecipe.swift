// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// An `images/NAME.yaml` as values.
public struct ImageRecipe: Hashable, Codable, Sendable {
    public var name: ImageName
    public var title: String
    public var profile: Profile
    /// The Debian suite, such as `bookworm`.
    public var suite: String
    /// mmdebstrap's variant, such as `custom`.
    public var variant: String
    public var packages: [String]
    /// Paths below the root that are taken out, shell patterns allowed.
    public var remove: [String]
    /// Directories below the root that are made, parents too.
    public var directories: [String]
    /// Small text files below the root, by path.
    public var files: [String: String]
    /// The size of the ext4 file system.
    public var size: ByteCount

    public init(
        name: ImageName, title: String, profile: Profile, suite: String, variant: String, packages: [String],
        remove: [String], directories: [String] = [], files: [String: String] = [:], size: ByteCount
    ) {
        self.name = name
        self.title = title
        self.profile = profile
        self.suite = suite
        self.variant = variant
        self.packages = packages
        self.remove = remove
        self.directories = directories
        self.files = files
        self.size = size
    }

    /// Who is process 1.
    public enum Profile: String, Codable, Sendable {
        /// `images/guest`, with real systemd-udevd.
        case minimal
    }
}
