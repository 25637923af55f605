// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Files that tests read: those of the package, and the corpora beside it, which may be absent.
enum PackageFiles {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ relative: String) -> String { root.path + "/" + relative }

    static func exists(_ relative: String) -> Bool { FileManager.default.fileExists(atPath: path(relative)) }

    static func bytes(_ relative: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(relative))))
    }

    /// The names of the files below a directory that end so, sorted; empty when it is not there.
    static func names(in relative: String, ending: String) -> [String] {
        let all = try? FileManager.default.contentsOfDirectory(atPath: path(relative))
        return (all ?? []).filter { $0.hasSuffix(ending) }.sorted()
    }
}
