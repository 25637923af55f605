// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing

/// A repository as a user has it, in a scratch directory.
struct UserRepository {
    let path: String

    init(_ scratch: Scratch, _ name: String = "user") async throws {
        path = scratch.path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await git("init", "--quiet", "--initial-branch=main")
    }

    /// One that is there.
    init(existing path: String) { self.path = path }

    @discardableResult
    func git(_ arguments: String..., in directory: String? = nil) async throws -> String {
        try await Command("git", arguments, environment: Self.isolated, in: directory ?? path).output()
    }

    static let isolated: [String: String?] = [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
    ]

    /// Writes files (nil removes one) and commits them; gives the commit's name.
    func commit(_ message: String, _ files: [String: String?]) async throws -> String {
        for (name, text) in files {
            let url = URL(fileURLWithPath: path + "/" + name)
            guard let text else {
                try FileManager.default.removeItem(at: url)
                continue
            }
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "-m", message)
        return try await git("rev-parse", "HEAD")
    }

    /// Every file of the work tree and of `.git`: its bytes, its time, and that there is no other.
    func fingerprint() throws -> String {
        var hash = ContentHash()
        let walker = try #require(FileManager.default.enumerator(atPath: path))
        for name in walker.compactMap({ $0 as? String }).sorted() {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
            let date = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            hash.add(name, "\(date)")
            if attributes[.type] as? FileAttributeType == .typeRegular { try hash.add(name, file: path + "/" + name) }
        }
        return hash.finish()
    }
}
