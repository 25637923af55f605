// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// The disk of a guest that is gone, kept for a while.
public struct DeadDisk: Hashable, Sendable {
    /// A qcow2 file over the base; whoever got it removes it.
    public var overlay: String

    public init(overlay: String) { self.overlay = overlay }
}

/// A file from a dead guest's disk. Path and bytes are untrusted.
public struct DeadFile: Hashable, Sendable {
    /// Absolute, in the guest.
    public var path: String
    /// All of it, or its end.
    public var bytes: [UInt8]
    /// In the guest.
    public var size: ByteCount

    public init(path: String, bytes: [UInt8], size: ByteCount) {
        self.path = path
        self.bytes = bytes
        self.size = size
    }

    public var isCut: Bool { Int64(bytes.count) < size.bytes }
}

/// Looks into disks of guests that died before they could send.
public protocol DeadDiskPort: Sendable {
    /// What logs there are. Read-only, within bounds of number, size and time.
    /// - Parameter kernel: the guest's; it runs the appliance if it can.
    /// - Throws: a `DiagnosableError`, `CancellationError`.
    func files(on disk: DeadDisk, kernel: KernelArtifact) async throws -> [DeadFile]
}
