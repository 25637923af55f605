// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// A repository of the user's. It is read and never written to: not its index, its references, nor its objects.
public struct GitRepository: Sendable {
    /// Where it was asked for; nil for where we are.
    private let place: String?
    private let gitDirectory: String
    private let commonDirectory: String
    private let objects: String
    private let objectFormat: String
    private let hasWorkTree: Bool

    /// The repository at a directory: a work tree or a place in it, a linked work tree, or a bare repository.
    ///
    /// - Parameter directory: nil for the current directory, or what `GIT_DIR` in the environment says.
    /// - Throws: `SourceTreeError` `no-repository`, in git's words; git also refuses one that belongs to somebody else
    ///   unless the user's `safe.directory` allows it.
    @concurrent
    public static func find(at directory: String? = nil) async throws -> GitRepository {
        let result = try await query(
            directory,
            [
                "rev-parse", "--path-format=absolute", "--absolute-git-dir", "--git-common-dir", "--git-path",
                "objects", "--show-object-format", "--is-inside-work-tree",
            ])
        let lines = result.tail.map { $0.trimmingCharacters(in: .newlines) }
        guard result.succeeded, lines.count == 5, lines[0...2].allSatisfy({ $0.hasPrefix("/") }) else {
            throw SourceTreeError(
                .noRepository, blame: .user,
                "no git repository can be read here: \(SafeText.line(complaint(in: lines), limit: 200))",
                at: directory ?? FileManager.default.currentDirectoryPath,
                remedy: "run this in a kernel's git tree, or name one with --tree")
        }
        return GitRepository(
            place: directory, gitDirectory: lines[0], commonDirectory: canonical(lines[1]),
            objects: canonical(lines[2]),
            objectFormat: lines[3], hasWorkTree: lines[4] == "true")
    }

    /// Where the repository's objects and references can be named from without its work tree.
    public var path: String { gitDirectory }

    /// The commit that a bisection is at: BISECT_HEAD where it checks nothing out (git-bisect(1), `--no-checkout`),
    /// else HEAD.
    public func current() async throws -> GitSource {
        if let commit = try await commit("BISECT_HEAD") { return try await source(commit: commit) }
        return try await source(of: "HEAD")
    }

    /// - Parameter revision: as git-rev-parse(1) takes it.
    /// - Throws: `SourceTreeError` `no-revision`.
    public func source(of revision: String) async throws -> GitSource {
        guard let commit = try await commit(revision) else {
            throw SourceTreeError(
                .noRevision, blame: .user, "'\(SafeText.line(revision, limit: 80))' is no commit of this repository",
                at: gitDirectory,
                remedy: revision == "HEAD"
                    ? "commit something: a new repository has no commit yet"
                    : "name a branch, a tag or a commit that is there: see `git branch --all` and `git tag`")
        }
        return try await source(commit: commit)
    }

    /// Whether the commit has a file or directory of that path.
    public func holds(_ path: String, in source: GitSource) async throws -> Bool {
        let result = try await own(["ls-tree", "--full-tree", "--name-only", source.commit, "--", path])
        return result.succeeded && result.tail.contains { $0.trimmingCharacters(in: .newlines) == path }
    }

    /// - Throws: `SourceTreeError` `no-kernel-tree` where the commit is of something else.
    public func requireKernel(in source: GitSource) async throws {
        guard try await !holds("arch/x86/Kconfig", in: source) else { return }
        throw SourceTreeError(
            .noKernelTree, blame: .user, "\(source.label) is no Linux kernel: it has no arch/x86/Kconfig",
            at: source.repository, remedy: "run this in a kernel's git tree, or name one")
    }

    /// Whether tracked files differ from HEAD; nil when git cannot say, or where there is no work tree.
    public func isDirty() async throws -> Bool? {
        guard hasWorkTree else { return nil }
        let result = try await Self.query(
            place, ["status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all"])
        return result.succeeded ? !result.tail.isEmpty : nil
    }

    private func commit(_ revision: String) async throws -> String? {
        guard !revision.isEmpty, !revision.hasPrefix("-") else { return nil }
        let result = try await own(["rev-parse", "--verify", "--quiet", revision + "^{commit}"])
        guard result.succeeded, let name = result.tail.last?.trimmingCharacters(in: .newlines), Self.isName(name) else {
            return nil
        }
        return name
    }

    /// The raw commit object: no setting changes how it is printed.
    private func source(commit: String) async throws -> GitSource {
        let lines = try await own(["cat-file", "commit", commit]).checked().tail
            .map { $0.trimmingCharacters(in: .newlines) }
        let header = lines.prefix { !$0.isEmpty }
        guard let tree = header.first(where: { $0.hasPrefix("tree ") })?.dropFirst(5), Self.isName(String(tree)) else {
            throw SourceTreeError(.noRevision, blame: .user, "the commit \(commit) cannot be read", at: gitDirectory)
        }
        return GitSource(
            repository: commonDirectory, objects: objects, objectFormat: objectFormat, commit: commit,
            tree: String(tree), subject: lines.dropFirst(header.count).first { !$0.isEmpty } ?? "")
    }

    /// Found once, it is named by its path: the environment has no say any more.
    private func own(_ arguments: [String]) async throws -> CommandResult {
        try await Command(
            "git", GitEnvironment.options + ["--git-dir=" + gitDirectory] + arguments,
            environment: GitEnvironment.reading(inherits: false)
        ).run(keeping: 20_000)
    }

    private static func query(_ directory: String?, _ arguments: [String]) async throws -> CommandResult {
        let place = directory.map { ["-C", $0] } ?? []
        return try await Command(
            "git", place + GitEnvironment.options + arguments,
            environment: GitEnvironment.reading(inherits: directory == nil)
        ).run(keeping: 100)
    }

    private static func complaint(in lines: [String]) -> String {
        lines.first { $0.hasPrefix("fatal: ") }.map { String($0.dropFirst(7)) } ?? lines.last ?? "git said nothing"
    }

    /// A full object name, SHA-1 or SHA-256.
    private static func isName(_ text: String) -> Bool {
        [40, 64].contains(text.utf8.count) && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    /// The same name for the same place, whatever links led to it.
    private static func canonical(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
}
