// SPDX-License-Identifier: Apache-2.0

/// A scalar that the kernel's module statistics keep. The raw value is its file in /sys/kernel/debug/modules
/// (module_stats_init in kernel/module/stats.c, Linux 6.4 on).
public enum ModuleCounter: String, Codable, Sendable, CaseIterable {
    case modulesLoaded = "modcount"
    case failedKreads = "failed_kreads"
    case failedDecompress = "failed_decompress"
    case failedBecoming = "failed_becoming"
    case failedLoads = "failed_load_modules"
    case totalModuleSize = "total_mod_size"
    case totalTextSize = "total_text_size"
    case kreadBytes = "invalid_kread_bytes"
    case decompressBytes = "invalid_decompress_bytes"
    case becomingBytes = "invalid_becoming_bytes"
    case loadBytes = "invalid_mod_bytes"

    /// The words of the same counter in the `stats` file.
    public var label: String {
        switch self {
        case .modulesLoaded: "Mods ever loaded"
        case .failedKreads: "Mods failed on kread"
        case .failedDecompress: "Mods failed on decompress"
        case .failedBecoming: "Mods failed on becoming"
        case .failedLoads: "Mods failed on load"
        case .totalModuleSize: "Total module size"
        case .totalTextSize: "Total mod text size"
        case .kreadBytes: "Failed kread bytes"
        case .decompressBytes: "Failed decompress bytes"
        case .becomingBytes: "Failed becoming bytes"
        case .loadBytes: "Failed kmod bytes"
        }
    }

    /// Whether it counts bytes, not events.
    public var isBytes: Bool {
        switch self {
        case .modulesLoaded, .failedKreads, .failedDecompress, .failedBecoming, .failedLoads: false
        default: true
        }
    }

    /// The bytes that failures cost; their sum is what `stats` calls wasted.
    public static let wasted: [ModuleCounter] = [.kreadBytes, .decompressBytes, .becomingBytes, .loadBytes]
}

/// A figure that the `stats` file derives from two counters, rounded up; it is there only when both are not zero.
public enum ModuleAverage: String, Codable, Sendable, CaseIterable {
    case moduleSize = "Average mod size"
    case textSize = "Average mod text size"
    case kreadBytes = "Avg fail kread bytes"
    case becomingBytes = "Avg fail becoming bytes"
    case decompressBytes = "Avg fail decomp bytes"
    case loadBytes = "Average fail load bytes"

    /// What is divided by what.
    public var parts: (bytes: ModuleCounter, count: ModuleCounter) {
        switch self {
        case .moduleSize: (.totalModuleSize, .modulesLoaded)
        case .textSize: (.totalTextSize, .modulesLoaded)
        case .kreadBytes: (.kreadBytes, .failedKreads)
        case .becomingBytes: (.becomingBytes, .failedBecoming)
        case .decompressBytes: (.decompressBytes, .failedDecompress)
        case .loadBytes: (.loadBytes, .failedLoads)
        }
    }
}
