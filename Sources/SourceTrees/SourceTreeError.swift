// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What can go wrong between a source package, a repository or a tarball and a tree that is ready to be built.
public struct SourceTreeError: DiagnosableError {
    public enum Code: String, Sendable {
        case noTarball = "no-tarball"
        case badTarball = "bad-tarball"
        case sourceChanged = "source-changed"
        case unpackFailed = "unpack-failed"
        case badPatch = "bad-patch"
        case patchConflict = "patch-conflict"
        case noRepository = "no-repository"
        case noRevision = "no-revision"
        case checkoutFailed = "checkout-failed"
        /// A repository or an archive of something else.
        case noKernelTree = "no-kernel-tree"
    }

    public let kind: Code
    public let blame: Blame
    public let what: String
    public let location: String?
    public let remedy: String?
    public let cause: (any Error)?
    public var code: String { kind.rawValue }

    public init(
        _ kind: Code, blame: Blame, _ what: String, at location: String? = nil, remedy: String? = nil,
        cause: (any Error)? = nil
    ) {
        self.kind = kind
        self.blame = blame
        self.what = what
        self.location = location
        self.remedy = remedy
        self.cause = cause
    }

    /// A patch that is not one, or asks for something that is not done here.
    static func badPatch(_ what: String, at location: String) -> SourceTreeError {
        SourceTreeError(
            .badPatch, blame: .user, what, at: location,
            remedy: "use the text of `git diff` or `git format-patch`, with paths that begin with a/ and b/")
    }
}
