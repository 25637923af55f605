// SPDX-License-Identifier: Apache-2.0

public import Campaign
public import MatrixPlan
import Vocabulary

/// What is known of a run only when it is over, and what no cell can tell.
public struct RunConclusion: Hashable, Sendable {
    /// From the start to the end of the last cell, all parts of a resumed run together.
    public var took: Duration
    /// Kernels that could not be had, and why: their cells have no evidence.
    public var unavailable: [KernelName: Campaign.Unavailable]
    /// The look that decided, from 1; nil where the plan has one look, or went on to its last.
    public var decidedAt: Int?

    public init(took: Duration, unavailable: [KernelName: Campaign.Unavailable] = [:], decidedAt: Int? = nil) {
        self.took = took
        self.unavailable = unavailable
        self.decidedAt = decidedAt
    }
}

/// `conclusion.json`. It is replaced while the run's other files stand, so it carries its own checksum: that of the
/// content as `StoredJSON` writes it. Kernels are a sorted list, so that equal conclusions are equal bytes.
struct ConclusionRecord: Codable {
    static let fileName = "conclusion.json"
    static let currentVersion = 1

    struct Content: Codable {
        struct Lack: Codable {
            var kernel: KernelName
            var why: Campaign.Unavailable
        }

        var tookNanoseconds: Int64
        var unavailable: [Lack]
        var decidedAt: Int?
    }

    var version = Self.currentVersion
    var content: Content
    var checksum: UInt32

    init(_ conclusion: RunConclusion, at path: String) throws(RunStoreError) {
        let lacks = conclusion.unavailable.sorted { $0.key < $1.key }
        content = Content(
            tookNanoseconds: conclusion.took.inNanoseconds,
            unavailable: lacks.map { Content.Lack(kernel: $0.key, why: $0.value) }, decidedAt: conclusion.decidedAt)
        checksum = CRC32.of(try StoredJSON.encode(content, at: path))
    }

    static func read(_ bytes: [UInt8], at path: String) throws(RunStoreError) -> RunConclusion {
        let record = try StoredJSON.decode(Self.self, bytes, version: currentVersion, at: path)
        guard CRC32.of(try StoredJSON.encode(record.content, at: path)) == record.checksum else {
            throw .unreadable("the file is not what was stored: its checksum differs", at: path)
        }
        let lacks = record.content.unavailable.map { ($0.kernel, $0.why) }
        return RunConclusion(
            took: .nanoseconds(record.content.tookNanoseconds),
            unavailable: Dictionary(lacks) { first, _ in first }, decidedAt: record.content.decidedAt)
    }
}

extension RunDirectory {
    /// Nil while the run goes on, and after it was killed.
    func conclusion() throws(RunStoreError) -> RunConclusion? {
        let file = "\(path)/\(ConclusionRecord.fileName)"
        guard FileReading.exists(file) else { return nil }
        return try ConclusionRecord.read(try FileReading.bytes(of: file, limit: 16 << 20), at: file)
    }
}
