// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What can go wrong while a guest's disks are made.
public struct ImageError: DiagnosableError {
    public enum Code: String, Sendable {
        /// The guest program does not compile.
        case guestProgram = "guest-program"
        /// mmdebstrap could not make the root file system.
        case rootTarball = "root-tarball"
        /// The recipe asks for what cannot be.
        case recipe = "bad-recipe"
        /// libguestfs's appliance could not be put together, or did not start.
        case appliance = "appliance"
        /// The kernel lacks a driver that the appliance needs.
        case applianceKernel = "appliance-kernel"
        /// The appliance said nothing for too long and was ended.
        case stalled = "appliance-stalled"
        /// No guest can start with the kernel.
        case guestKernel = "guest-kernel"
        /// A step inside the appliance failed.
        case baseImage = "base-image"
        /// The modules disk could not be made.
        case modulesDisk = "modules-disk"
        /// A guest that is gone left a disk that cannot be read.
        case deadDisk = "dead-disk"
        case noSpace = "no-space"
        case file = "file"
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
