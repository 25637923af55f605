// SPDX-License-Identifier: Apache-2.0

/// What a guest's disks are made of.
public struct GuestDisks: Hashable, Codable, Sendable {
    /// Hash of the recipe and of what went into the base.
    public var imageKey: String
    /// The read-only base image (raw ext4), absolute path.
    public var base: String
    /// The read-only modules disk of one kernel (raw ext4, label `bm-modules`), absolute path.
    public var modules: String
    /// What gets a kernel to its root whose drivers for that are modules (newc cpio), absolute path; nil where the
    /// kernel has them built in.
    public var initramfs: String?

    public init(imageKey: String, base: String, modules: String, initramfs: String? = nil) {
        self.imageKey = imageKey
        self.base = base
        self.modules = modules
        self.initramfs = initramfs
    }
}

/// Builds images and modules disks, or finds them built.
public protocol ImagePort: Sendable {
    /// - Parameter kernel: the guest's kernel; the first to come also runs the libguestfs appliance if the base must
    ///   be built.
    func disks(for kernel: KernelArtifact) async throws -> GuestDisks
}
