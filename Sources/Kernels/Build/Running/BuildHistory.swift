// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

/// How many steps the last builds of a lineage took, to tell how far the next one is.
struct BuildHistory: Codable, Hashable {
    /// A whole kernel. The default is 6.12 with the project's own fragments, as counted by `BuildMeter`.
    var cold = 2150
    /// A variant of the kernel that was there before, likewise.
    var warm = 80

    static func read(_ path: String) -> BuildHistory {
        FileManager.default.contents(atPath: path).flatMap { try? CanonicalJSON.decode(Self.self, from: $0) } ?? .init()
    }

    /// It is a convenience, so that it cannot be written is no error.
    func write(_ path: String) {
        try? CanonicalJSON.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// What is still to be done: of a build that was broken off, the part that its objects show to be done is taken
    /// off.
    func expected(warm isWarm: Bool, objects present: Int) -> Int {
        isWarm ? warm : max(1, cold - present)
    }
}
