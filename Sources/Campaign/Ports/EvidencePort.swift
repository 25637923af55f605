// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import MatrixPlan

/// Keeps what a boot left behind. The store writes atomically: a cell is there whole, or not at all.
public protocol EvidencePort: Sendable {
    /// Where the guest's own files may live while it runs; exists on return.
    func scratch(for cell: CellID) async throws -> String
    /// A file name for what is too large for memory, on the disk that `store` moves it to; not there yet.
    func room(for cell: CellID) async throws -> String
    /// Stores one finished attempt. A file of `room` is moved.
    /// - Returns: how the boot ended, as it is stored: a store may know better, as of a base image that was damaged.
    @discardableResult
    func store(_ outcome: BootOutcome) async throws -> ExitCause
}

/// One attempt at a cell, complete.
public struct BootOutcome: Sendable {
    public var cell: Cell
    public var record: BootRecord
    public var items: EvidenceItems
    /// The console as it came.
    public var console: [UInt8]
    public var domainXML: String
    public var reproduce: String
    public var postMortem: PostMortemFiles

    public init(
        cell: Cell, record: BootRecord, items: EvidenceItems, console: [UInt8], domainXML: String, reproduce: String,
        postMortem: PostMortemFiles = PostMortemFiles()
    ) {
        self.cell = cell
        self.record = record
        self.items = items
        self.console = console
        self.domainXML = domainXML
        self.reproduce = reproduce
        self.postMortem = postMortem
    }
}
