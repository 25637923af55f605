// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
import Foundation
import Vocabulary

/// `kernel.json` of a kernel that came ready. Beside it are the files of one that was built (`KernelRecord`), but for
/// `System.map` and `build.log`.
public struct ReadyRecord: Hashable, Codable, Sendable {
    public static let format = KernelRecord.format
    public var format = Self.format
    public var key: String
    public var identity: KernelIdentity
    /// `CONFIG_HZ`.
    public var ticksPerSecond: Int
    public var ready: Origin

    /// Where it came from.
    public struct Origin: Hashable, Codable, Sendable {
        /// Of a package: its name and version, and the SHA-256 of what was downloaded; nil for one that was installed.
        public var package: PackageIdentity?
        /// Of files: their paths as they were.
        public var image: String?
        public var modules: String?

        /// For people: the package and its version, or the image's path.
        public var label: String { package?.label ?? image ?? "nobody knows where" }
    }

    /// Reads the record of a stored kernel; nil where that was built, or where it cannot be read.
    public static func read(from directory: String) -> ReadyRecord? {
        FileManager.default.contents(atPath: directory + "/" + KernelRecord.fileName)
            .flatMap { try? CanonicalJSON.decode(Self.self, from: $0) }
    }

    func write(to directory: String) throws {
        try CanonicalJSON.encode(self).write(to: URL(fileURLWithPath: directory + "/" + KernelRecord.fileName))
    }
}

/// A binary package, fixed.
public struct PackageIdentity: Hashable, Codable, Sendable {
    /// The package that holds the kernel, such as `linux-image-6.1.0-13-cloud-amd64`.
    public var package: String
    public var version: String
    /// Of the .deb; nil where the kernel was installed on this host and taken from there.
    public var sha256: String?

    public init(package: String, version: String, sha256: String?) {
        self.package = package
        self.version = version
        self.sha256 = sha256
    }

    /// `linux-image-6.1.0-13-cloud-amd64 6.1.55-1`.
    var label: String { "\(package) \(version)" }
}
