// SPDX-License-Identifier: Apache-2.0

/// The commit that a revision of a kernel's source stood for when a run began. A branch moves on; the run does not.
public struct KernelCommit: Hashable, Codable, Sendable {
    /// As the definition names it, such as `main`.
    public var revision: String
    /// The full object name.
    public var commit: String
    /// The first line of its message, as it is: make it safe before it is shown.
    public var subject: String

    public init(revision: String, commit: String, subject: String) {
        self.revision = revision
        self.commit = commit
        self.subject = subject
    }
}

extension KernelDefinition {
    /// The same kernel, of the commit that its revision stood for; one of another source stays what it is.
    public func pinned(to commit: KernelCommit) -> KernelDefinition {
        guard case .git(let repository, _) = build?.source else { return self }
        return built(from: .git(repository: repository, revision: commit.commit))
    }
}
