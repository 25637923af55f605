// SPDX-License-Identifier: Apache-2.0

import Host
import MatrixFiles
import MatrixPlan
import SourceTrees
import Vocabulary

extension MatrixJob {
    /// The same with every revision that a planned kernel is built from looked up, once and for all: a branch that moves
    /// while the run goes on changes nothing in it.
    ///
    /// - Throws: `SourceTreeError` where a repository or a revision is not there.
    func withCommits() async throws -> MatrixJob {
        var job = self
        let sources = KernelSources(in: files.root + "/kernels", Directories())
        let planned = Set(plan.kernels.bases)
        for index in definitions.indices where planned.contains(definitions[index].name) {
            guard case .git(let path, let revision) = definitions[index].build?.source else { continue }
            let found = try await sources.commit(revision, of: path)
            let commit = KernelCommit(revision: revision, commit: found.commit, subject: found.subject)
            job.commits[definitions[index].name] = commit
            job.definitions[index] = definitions[index].pinned(to: commit)
        }
        return job
    }
}

extension [KernelName: KernelCommit] {
    /// `mainline: main is 0123456789ab ("module: load once")`, a line a kernel.
    var lines: [String] { sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.line)" } }
}

extension KernelCommit {
    /// `main is 0123456789ab ("module: load once")`.
    var line: String {
        "\(SafeText.line(revision, limit: 60)) is \(commit.prefix(12)) (\"\(SafeText.line(subject, limit: 60))\")"
    }
}
