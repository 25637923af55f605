// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What can go wrong between us and a guest's hypervisor.
public struct GuestError: DiagnosableError {
    public enum Code: String, Sendable {
        /// libvirt could not be reached.
        case connect = "no-connection"
        /// libvirt has no QEMU for x86-64 with the machine type that guests use.
        case noEmulator = "no-emulator"
        /// The guest was not accepted or did not start.
        case start = "guest-not-started"
        /// The guest cannot be described: a name, path or word that libvirt would misread.
        case definition = "bad-guest"
        /// The directory that embedded libvirt lives in.
        case root = "libvirt-root"
        /// A guest that ended badly could not be asked, or its memory not be had.
        case lastWords = "last-words"
    }

    public let kind: Code
    public let blame: Blame
    public let what: String
    public let location: String?
    public let remedy: String?
    public let cause: (any Error)?
    public var code: String { kind.rawValue }

    public init(
        _ kind: Code, blame: Blame = .host, _ what: String, at location: String? = nil, remedy: String? = nil,
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
