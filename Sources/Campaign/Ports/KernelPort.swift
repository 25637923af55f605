// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import MatrixPlan

/// A kernel that was built and stored, ready to be booted.
public struct KernelArtifact: Hashable, Codable, Sendable {
    /// The row for which it was asked; its format is the one that the modules disk has to have.
    public var name: KernelName
    /// Hash of everything that went in: source, patches, configuration, toolchain.
    public var key: String
    /// Absolute paths of the stored files; nobody writes to them.
    public var bzImage: String
    /// The directory that holds `lib/modules/RELEASE`.
    public var modulesRoot: String
    public var identity: KernelIdentity
    /// `CONFIG_HZ`, for `lpj=` under TCG.
    public var ticksPerSecond: Int

    public init(
        name: KernelName, key: String, bzImage: String, modulesRoot: String, identity: KernelIdentity,
        ticksPerSecond: Int
    ) {
        self.name = name
        self.key = key
        self.bzImage = bzImage
        self.modulesRoot = modulesRoot
        self.identity = identity
        self.ticksPerSecond = ticksPerSecond
    }
}

/// Builds kernels, or finds them built. Asked for several at once; each answer comes as soon as it is known.
public protocol KernelPort: Sendable {
    /// - Throws: a `DiagnosableError`; blame `kernel` when the source does not compile, `user` for a bad definition.
    func artifact(for kernel: KernelName) async throws -> KernelArtifact
}
