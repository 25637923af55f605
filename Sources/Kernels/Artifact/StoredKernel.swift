// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import Campaign
import Foundation
public import MatrixPlan
import Vocabulary

/// What `kernel.json` says of every stored kernel, built (`KernelRecord`) or come ready (`ReadyRecord`).
public struct StoredKernel: Hashable, Codable, Sendable {
    public var format: Int
    public var key: String
    public var identity: KernelIdentity
    /// `CONFIG_HZ`.
    public var ticksPerSecond: Int

    /// What a record that was read already says of it.
    init(_ record: KernelRecord) {
        (format, key) = (record.format, record.key)
        (identity, ticksPerSecond) = (record.identity, record.ticksPerSecond)
    }

    /// - Throws: `KernelError` when it cannot be read.
    public static func read(from directory: String) throws(KernelError) -> StoredKernel {
        let path = directory + "/" + KernelRecord.fileName
        do {
            let record = try CanonicalJSON.decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
            guard record.format == KernelRecord.format else { throw CocoaError(.fileReadCorruptFile) }
            return record
        } catch {
            throw KernelError(
                .badArtifact, blame: .harness, "the stored kernel's record cannot be read", at: path,
                remedy: "remove its directory: it will be made again", cause: error)
        }
    }

    /// The artifact, under the name by which it was asked for.
    public func artifact(named name: KernelName, at directory: String) -> KernelArtifact {
        let modules = "\(directory)/modules/lib/modules/\(identity.release)"
        let config = FileManager.default.contents(atPath: directory + "/config") ?? Data()
        var artifact = KernelArtifact(
            name: name, key: key, bzImage: directory + "/bzImage", modulesRoot: directory + "/modules",
            identity: identity, ticksPerSecond: ticksPerSecond)
        do throws(KernelError) {
            artifact.early = try BootDrivers.early(
                config: KconfigValues(config: String(decoding: config, as: UTF8.self)),
                index: ModuleIndex(directory: modules), kernel: name.rawValue, at: directory)
        } catch {
            // It may have been built to be looked at, and not to be booted.
            artifact.obstacle = error.what
        }
        return artifact
    }
}
