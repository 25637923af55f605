// SPDX-License-Identifier: Apache-2.0

/// How the files of a kernel's modules are compressed on the modules disk.
public enum ModuleFormat: String, Codable, CaseIterable, Sendable, CustomStringConvertible {
    /// As they were stored when the kernel was built or fetched, whatever that is.
    case asBuilt = "as-built"
    case uncompressed = "none"
    case gzip
    case xz
    case zstd

    /// What the names of module files end with (scripts/Makefile.modinst); nil for `asBuilt`, which promises nothing.
    public var ending: String? {
        switch self {
        case .asBuilt: nil
        case .uncompressed: ".ko"
        case .gzip: ".ko.gz"
        case .xz: ".ko.xz"
        case .zstd: ".ko.zst"
        }
    }

    public var description: String { rawValue }
}
