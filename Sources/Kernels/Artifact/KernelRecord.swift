// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import BuildLog
import Foundation
public import SourceTrees
import Vocabulary

/// `kernel.json` of a stored kernel: what it is, and what it was made from. Beside it:
/// `bzImage`, `config`, `System.map`, `build.log` and `modules/lib/modules/RELEASE`.
public struct KernelRecord: Hashable, Codable, Sendable {
    public static let format = 1
    public var format: Int
    public var key: String
    public var identity: KernelIdentity
    /// `CONFIG_HZ`.
    public var ticksPerSecond: Int
    /// Of a git tree: the commit that it was first built for.
    public var source: KernelSource
    public var toolchain: Toolchain
    /// The make target, or the name of the `.config`, that the requests were merged onto.
    public var base: String
    /// The requested symbols, as lines of a `.config`.
    public var requests: [String]
    /// Names of the patches, in order.
    public var patches: [String]
    /// What a reader of its results should know of how it was made, a sentence each; nil for none.
    public var notes: [String]?
    /// Equal for kernels that are the same binary; nil in records that are older than the field.
    public var binary: String?
    /// Every warning in force, sorted by place: those of objects that an earlier build compiled too. Nil where some
    /// objects were compiled before anybody kept count.
    public var warnings: [BuildWarning]?
    /// What it was held against when it was built; nil where nothing was there to hold it against.
    public var comparison: KernelComparison?

    static let fileName = "kernel.json"

    init(
        _ recipe: KernelRecipe, key: KernelKey, source: KernelSource, toolchain: Toolchain,
        identity: KernelIdentity, ticksPerSecond: Int, notes: [String] = []
    ) {
        format = Self.format
        self.key = key.text
        self.identity = identity
        self.ticksPerSecond = ticksPerSecond
        self.source = source
        self.toolchain = toolchain
        base = recipe.base.description
        requests = recipe.requests.map(\.line)
        patches = recipe.patches.map(\.name)
        self.notes = notes.isEmpty ? nil : notes
    }

    /// Reads a stored kernel's record.
    /// - Throws: `KernelError` when it cannot be read.
    public static func read(from directory: String) throws(KernelError) -> KernelRecord {
        let path = directory + "/" + fileName
        do {
            let record = try CanonicalJSON.decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
            guard record.format == format else { throw CocoaError(.fileReadCorruptFile) }
            return record
        } catch {
            throw KernelError(
                .badArtifact, blame: .harness, "the stored kernel's record cannot be read", at: path,
                remedy: "remove its directory: it will be built again", cause: error)
        }
    }

    /// What it is once it is loaded.
    var kernelBinary: KernelBinary? {
        binary.map { digest in
            KernelBinary(
                digest: digest,
                isSameWithoutPatches: comparison.map { $0.base == .unpatched && $0.isSameBinary } ?? false)
        }
    }
}
