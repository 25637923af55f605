// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What can go wrong between a kernel's definition and its artifact.
public struct KernelError: DiagnosableError {
    public enum Code: String, Sendable {
        case unknownKernel = "unknown-kernel"
        case badDefinition = "bad-definition"
        case badFragment = "bad-fragment"
        /// A `.config` to start from that is none.
        case badBase = "bad-base"
        /// A requested symbol did not reach the final configuration.
        case configurationNotMet = "configuration-not-met"
        /// The source does not compile or link.
        case buildFailed = "build-failed"
        /// The host stopped the build: disk full, a compiler killed, a tool missing.
        case buildStopped = "build-stopped"
        /// No bzImage that can be booted, of a kernel that came ready.
        case badImage = "bad-image"
        /// Its modules are absent, or another kernel's.
        case badModules = "bad-modules"
        /// A driver without which no guest starts is nowhere.
        case noDriver = "no-driver"
        /// A binary package cannot be had, or holds no kernel.
        case badPackage = "bad-package"
        /// A compiler, or a program that goes with it, is missing or of another version than the rest.
        case noToolchain = "no-toolchain"
        case badArtifact = "bad-artifact"
        case diskSpace = "disk-space"
        case badPath = "bad-path"
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
}
