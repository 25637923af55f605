// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What one kernel's guests want otherwise than the matrix gives: a kernel with sanitizers is larger and slower.
public struct GuestNeeds: Hashable, Codable, Sendable {
    /// Nil for the matrix's.
    public var memory: ByteCount?
    /// Every deadline is multiplied by it; at least 1.
    public var patience: Int

    public init(memory: ByteCount? = nil, patience: Int = 1) {
        self.memory = memory
        self.patience = max(1, patience)
    }
}

extension Matrix {
    /// Takes over what the definitions say of their guests. It is stored with the matrix: evidence is judged by what the
    /// guests were to have when they booted.
    public mutating func adopt(_ definitions: [KernelDefinition]) {
        var needs: [KernelName: GuestNeeds] = [:]
        for definition in definitions where definition.memory != nil || definition.patience > 1 {
            needs[definition.name] = GuestNeeds(memory: definition.memory, patience: definition.patience)
        }
        self.needs = needs.isEmpty ? nil : needs
    }

    /// The memory of a kernel's guests, whatever format its modules have.
    public func memory(of kernel: KernelName) -> ByteCount { needs?[kernel.base]?.memory ?? memory }

    /// The memory of the largest guest.
    public var largestMemory: ByteCount { kernels.map { memory(of: $0) }.max() ?? memory }

    /// By what the deadlines of a kernel's guests are multiplied.
    public func patience(of kernel: KernelName) -> Int { needs?[kernel.base]?.patience ?? 1 }

    /// The words for the command line of a kernel's guests. The guest's own limit for `udevadm settle` (docs/evidence.md)
    /// is a deadline as well.
    public func words(of kernel: KernelName) -> [String] {
        let patience = patience(of: kernel)
        guard patience > 1, !cmdline.contains(where: { $0.hasPrefix("bootmatrix.settle=") }) else { return cmdline }
        return cmdline + ["bootmatrix.settle=\(Self.settleSeconds * patience)"]
    }

    /// What the guest's program waits for udev by itself (images/guest).
    private static let settleSeconds = 120
}
