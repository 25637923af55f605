// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import MatrixPlan

/// A kernel that was built, or came ready, and is stored, ready to be booted.
public struct KernelArtifact: Hashable, Codable, Sendable {
    /// The row for which it was asked; its format is the one that the modules disk has to have.
    public var name: KernelName
    /// Hash of everything that went in: source, patches, configuration, toolchain; of what came ready, its bytes.
    public var key: String
    /// Absolute paths of the stored files; nobody writes to them.
    public var bzImage: String
    /// The directory that holds `lib/modules/RELEASE`.
    public var modulesRoot: String
    public var identity: KernelIdentity
    /// `CONFIG_HZ`, for `lpj=` under TCG.
    public var ticksPerSecond: Int
    /// The modules without which it does not get to its root and its evidence port, in the order of loading; empty where
    /// it has all that built in.
    public var early: [EarlyModule]
    /// Why no guest can start with it, such as a driver that is neither built in nor a module; nil where one can.
    public var obstacle: String?
    /// What it is once it is loaded; nil where that is not known.
    public var binary: KernelBinary?

    public init(
        name: KernelName, key: String, bzImage: String, modulesRoot: String, identity: KernelIdentity,
        ticksPerSecond: Int, early: [EarlyModule] = [],
        obstacle: String? = nil, binary: KernelBinary? = nil
    ) {
        self.name = name
        self.key = key
        self.bzImage = bzImage
        self.modulesRoot = modulesRoot
        self.identity = identity
        self.ticksPerSecond = ticksPerSecond
        self.early = early
        self.obstacle = obstacle
        self.binary = binary
    }
}

/// A module that an initramfs loads.
public struct EarlyModule: Hashable, Codable, Sendable {
    /// Below `lib/modules/RELEASE`, such as `kernel/drivers/block/virtio_blk.ko.xz`.
    public var path: String
    /// Whether the boot can do without it.
    public var isOptional: Bool

    public init(_ path: String, isOptional: Bool = false) {
        self.path = path
        self.isOptional = isOptional
    }
}

/// Builds kernels, or finds them built. Asked for several at once; each answer comes as soon as it is known.
public protocol KernelPort: Sendable {
    /// - Throws: a `DiagnosableError`; blame `kernel` when the source does not compile, `user` for a bad definition.
    func artifact(for kernel: KernelName) async throws -> KernelArtifact
}
