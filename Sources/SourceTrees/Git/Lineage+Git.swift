// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Vocabulary

/// A git tree as the lineage's tree.
///
///     DIRECTORY/git             a repository of ours, without objects: it borrows the user's (gitrepository-layout(5),
///                               objects/info/alternates), so that nothing is ever written to theirs
///     DIRECTORY/checked-out     the object name of the tree that `tree` holds, while it surely holds it
///
/// There is no `.git` in the tree: scripts/setlocalversion would find it and put the commit into the kernel's release,
/// and a new commit with the same tree would be a new kernel.
extension Lineage {
    private var repository: String { directory + "/git" }
    private var index: String { repository + "/index" }
    private var record: String { directory + "/checked-out" }

    /// Makes the tree that of the commit. Only files that differ are written, those that patches changed among them;
    /// what else lies there is removed. A checkout that was broken off anywhere is mended by the next.
    ///
    /// - Throws: `SourceTreeError` `checkout-failed`, in git's words.
    public func checkOut(_ source: GitSource, note: @Sendable (String) -> Void) async throws {
        try borrow(source)
        let recorded = try Files.content(record).map { String(decoding: $0.bytes, as: UTF8.self) }
        if recorded == source.tree, isUnpacked, try PatchState.read(statePath) != nil { return }
        try Files.remove(record)
        note("checking out \(source.shortCommit)")
        try Directories.make(tree)
        try await initialise(source)
        // We hold the lineage and no command of an earlier holder runs: whose lock it was is dead.
        try Files.remove(index + ".lock")
        do {
            try await place(source)
        } catch is SourceTreeError {
            // What a crash damaged looks like this too. Made anew, it compares every file with the commit.
            try Files.remove(repository)
            try borrow(source)
            try await initialise(source)
            try await place(source)
        }
        // Every file is the commit's own again.
        try Files.remove(statePath)
        try Files.remove(pristine)
        try Files.replace(
            record, with: Files.Content(bytes: Data(source.tree.utf8), mode: 0o644), by: record + ".new")
    }

    /// git-read-tree(1): `--reset -u` writes what differs from the index, or from what the index last saw on disk.
    private func place(_ source: GitSource) async throws {
        if !Files.exists(index), try !FileManager.default.contentsOfDirectory(atPath: tree).isEmpty {
            try await git(["read-tree", source.tree], source)
            // It reads all files and ends with 1 when some differ, which is no failure.
            try await git(["update-index", "-q", "--refresh"], source, allowing: 1)
        }
        try await git(["read-tree", "--reset", "-u", source.tree], source)
        try await git(["clean", "-ffdxq"], source)
    }

    private func borrow(_ source: GitSource) throws {
        guard !source.objects.contains(where: \.isNewline) else {
            throw failure("a repository below a path with a line break cannot be used", source)
        }
        let path = repository + "/objects/info/alternates"
        let wanted = Files.Content(bytes: Data((source.objects + "\n").utf8), mode: 0o644)
        if try Files.content(path) != wanted { try Files.replace(path, with: wanted, by: directory + "/.alternates") }
    }

    /// Without templates, hence without hooks; run again it changes nothing.
    private func initialise(_ source: GitSource) async throws {
        guard !Files.exists(repository + "/HEAD") else { return }
        try await git(["init", "--quiet", "--template=", "--object-format=" + source.objectFormat], source)
    }

    private func git(_ arguments: [String], _ source: GitSource, allowing status: Int = 0) async throws {
        let git = Command(
            "git", GitEnvironment.options + arguments,
            environment: GitEnvironment.own(repository: repository, tree: tree), in: tree)
        let result = try await command(git).run(keeping: 20)
        guard !result.succeeded, result.status != status else { return }
        throw failure(SafeText.line(result.tail.last ?? "git ended with status \(result.status)", limit: 200), source)
    }

    private func failure(_ what: String, _ source: GitSource) -> SourceTreeError {
        let remedy =
            if what.contains("No space left") {
                "free disk space, or set BOOTMATRIX_CACHE to a larger disk"
            } else {
                // What a partial clone or a damaged repository lacks, it gets by this.
                "see whether `git checkout --detach \(source.shortCommit)` works in the repository"
            }
        return SourceTreeError(
            .checkoutFailed, blame: .host, "the tree of \(source.shortCommit) cannot be checked out: \(what)",
            at: source.repository, remedy: remedy)
    }
}
