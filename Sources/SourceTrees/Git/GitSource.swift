// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// A commit of somebody's repository, with what it takes to read its tree without writing there.
public struct GitSource: Hashable, Codable, Sendable {
    /// The canonical path of the repository's common git directory (git-rev-parse(1), `--git-common-dir`): the same
    /// for all of its work trees.
    public var repository: String
    /// Its object database, an absolute path.
    public var objects: String
    /// `sha1` or `sha256`.
    public var objectFormat: String
    /// The full object name.
    public var commit: String
    /// The object name of the commit's tree. It alone decides the kernel: another message is the same kernel.
    public var tree: String
    /// The first line of the message, as it is: make it safe before it is shown.
    public var subject: String

    public init(
        repository: String, objects: String, objectFormat: String = "sha1", commit: String, tree: String,
        subject: String = ""
    ) {
        self.repository = repository
        self.objects = objects
        self.objectFormat = objectFormat
        self.commit = commit
        self.tree = tree
        self.subject = subject
    }

    /// Twelve digits, as kernel people write them.
    public var shortCommit: String { String(commit.prefix(12)) }

    /// `0123456789ab ("module: load once")`.
    public var label: String { "\(shortCommit) (\"\(SafeText.line(subject, limit: 60))\")" }

    /// One directory for all commits of a repository: what differs between two of them is all that is built. The name
    /// of the repository's directory is there for people, the hash of its path tells repositories apart.
    var directoryName: String {
        let url = URL(fileURLWithPath: repository)
        let isInside = url.lastPathComponent == ".git"
        let name = (isInside ? url.deletingLastPathComponent() : url).lastPathComponent
        let plain = name.prefix(40).map { character in
            character.isASCII && (character.isLetter || character.isNumber || "+.-_".contains(character))
                ? character : "-"
        }
        var hash = ContentHash()
        hash.add("repository", repository)
        return "git-\(String(plain))_\(hash.finish().prefix(12))"
    }
}
