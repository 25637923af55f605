// SPDX-License-Identifier: Apache-2.0

public import BuildLog
import Host
import MatrixPlan

/// What a kernel is held against: itself without its patches, or the matrix's baseline.
public enum KernelBaseName: Hashable, Codable, Sendable, CustomStringConvertible {
    case unpatched
    case kernel(String)

    public var description: String {
        switch self {
        case .unpatched: "the same kernel without its patches"
        case .kernel(let name): name
        }
    }
}

/// A kernel to hold another against, if it is in the cache.
struct KernelBase: Hashable, Sendable {
    var name: KernelBaseName
    var key: String
}

/// One stored kernel beside another that it should differ from in one thing.
public struct KernelComparison: Hashable, Codable, Sendable {
    public var base: KernelBaseName
    /// The other's key.
    public var key: String
    /// Whether everything that decides how they run is equal (`BinaryDigest`).
    public var isSameBinary: Bool
    /// Warnings that the other does not have, whatever lines they are on; nil where those of either are not all known.
    public var newWarnings: [BuildWarning]?
    /// How many of the other's warnings are gone; nil likewise.
    public var goneWarnings: Int?

    init(of record: KernelRecord, with other: KernelRecord, named name: KernelBaseName) {
        base = name
        key = other.key
        isSameBinary = record.binary != nil && record.binary == other.binary
        guard let warnings = record.warnings, let others = other.warnings else { return }
        let comparison = WarningComparison(warnings, against: others)
        newWarnings = comparison.new
        goneWarnings = comparison.gone
    }
}

extension KernelRecord {
    /// Holds the kernel against the first of the bases that is stored.
    /// - Parameter shelf: the stored kernels.
    mutating func compare(with bases: [KernelBase], in shelf: Shelf) {
        for base in bases where base.key != key && shelf.has(base.key) {
            guard let other = try? KernelRecord.read(from: shelf.path(of: base.key)) else { continue }
            comparison = KernelComparison(of: self, with: other, named: base.name)
            return
        }
    }

    /// What a person should know of the comparison when the build is done.
    var comparisonNotes: [String] {
        guard let comparison else { return [] }
        var notes: [String] = []
        if comparison.isSameBinary { notes.append("same binary as \(comparison.base)") }
        if let new = comparison.newWarnings, !new.isEmpty {
            let files = WarningComparison(new, against: []).perFile
            let list = files.prefix(5).map { "\($0.file) \($0.count)" }.joined(separator: ", ")
            let more = files.count > 5 ? ", and \(files.count - 5) more files" : ""
            let count = new.count == 1 ? "1 warning is" : "\(new.count) warnings are"
            notes.append("\(count) new against \(comparison.base): \(list)\(more)")
        }
        return notes
    }
}
