// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// A git history made from the distribution's source: the source, and ten commits after it such as stand beside one another
/// in a stable tree. Eight change one file; one changes a header of a subsystem, one a header that a few dozen files
/// include.
struct NeighbourCommits {
    static let package = "linux-source-6.12"

    let path: String
    /// The first is the source itself.
    private(set) var commits: [String] = []

    private static let files = [
        "kernel/module/main.c", "fs/xfs/xfs_inode.c", "net/core/dev.c", "include/linux/virtio.h", "mm/page_alloc.c",
        "fs/ext4/inode.c", "kernel/workqueue.c", "fs/btrfs/ctree.h", "drivers/virtio/virtio_ring.c", "lib/vsprintf.c",
    ]

    /// Unpacks the source and commits: half a minute.
    init(in directory: String) async throws {
        path = directory + "/history"
        try Directories.make(path)
        try await Command(
            "tar",
            [
                "--extract", "--xz", "--file=/usr/src/\(Self.package).tar.xz", "--directory=" + path,
                "--strip-components=1", "--no-same-owner",
            ]
        ).run().checked()
        try await git("init", "--quiet", "--initial-branch=base")
        try await git("config", "core.looseCompression", "1")
        // The distribution's own list of what to ignore has everything in it.
        try await git("add", "--all", "--force")
        try await commit("The distribution's source")
        for (number, file) in Self.files.enumerated() {
            try Self.change(path + "/" + file, number)
            try await commit("\(file): change a little")
        }
    }

    /// A function that nobody calls and a line more: the object changes, and what includes it is compiled again.
    private static func change(_ path: String, _ number: Int) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BenchError("the source has no \(path)")
        }
        var text = String(decoding: data, as: UTF8.self)
        let function = "static inline int bench_neighbour_\(number)(int x) { return x + \(number); }\n"
        if path.hasSuffix(".h"), let end = text.range(of: "\n#endif", options: .backwards) {
            text.insert(contentsOf: "\n" + function, at: end.lowerBound)
        } else {
            text += "\n" + function.replacing("static inline int", with: "int bench_neighbour_\(number)(int x);\nint")
        }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private mutating func commit(_ subject: String) async throws {
        try await git("commit", "--quiet", "--all", "--message=" + subject)
        commits.append(try await git("rev-parse", "HEAD").trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @discardableResult
    private func git(_ arguments: String...) async throws -> String {
        let environment: [String: String?] = [
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A Developer",
            "GIT_AUTHOR_EMAIL": "developer@example.org", "GIT_COMMITTER_NAME": "A Developer",
            "GIT_COMMITTER_EMAIL": "developer@example.org",
        ]
        return try await Command("git", arguments, environment: environment, in: path).output()
    }
}
