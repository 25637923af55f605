// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

/// What a package's name led to the last time, so that a host without network still finds what it has:
/// `CACHE/packages/NAME.json`.
struct PackageMemory: Hashable, Codable, Sendable {
    var identity: PackageIdentity
    /// The kernel's key in the cache.
    var key: String

    static func recall(_ name: String, in directory: String) -> PackageMemory? {
        guard let data = FileManager.default.contents(atPath: path(name, directory)) else { return nil }
        return try? CanonicalJSON.decode(Self.self, from: data)
    }

    func keep(_ name: String, in directory: String) throws {
        try CanonicalJSON.encode(self).write(to: URL(fileURLWithPath: Self.path(name, directory)), options: .atomic)
    }

    private static func path(_ name: String, _ directory: String) -> String { "\(directory)/\(name).json" }
}
