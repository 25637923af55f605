// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// The part of x86-64's address space that modules are loaded into, MODULES_VADDR to MODULES_END
/// (arch/x86/include/asm/pgtable_64_types.h, KERNEL_IMAGE_SIZE in page_64_types.h). No other architecture is known.
public enum ModuleArea: String, Codable, Sendable, CaseIterable {
    /// CONFIG_RANDOMIZE_BASE leaves the kernel's image a GiB, whether or not `nokaslr` is said.
    case randomized
    /// Without it the image has 512 MiB, and modules the rest.
    case fixed

    /// Where it begins.
    var start: UInt64 {
        switch self {
        case .randomized: 0xFFFF_FFFF_C000_0000
        case .fixed: 0xFFFF_FFFF_A000_0000
        }
    }

    private static let end: UInt64 = 0xFFFF_FFFF_FF00_0000

    /// 1008 MiB or 1520 MiB.
    public var size: ByteCount { ByteCount(Int64(Self.end - start)) }

    /// Told by the addresses of the loaded modules. The kernel takes the lowest free range, so some lie near the area's
    /// start; with KASLR they begin up to 4 MiB above it (execmem_arch_setup).
    ///
    /// - Returns: nil where no address is told, and on an architecture that keeps modules elsewhere.
    init?(addresses: some Sequence<UInt64>) {
        let all = Array(addresses)
        guard let lowest = all.min(), let highest = all.max(), highest < Self.end,
            let area = Self.allCases.first(where: { $0.start <= lowest })
        else { return nil }
        self = area
    }
}
