// SPDX-License-Identifier: Apache-2.0

/// The items of one evidence stream, as bytes, before any of them is understood. docs/evidence.md lists the names.
public struct EvidenceItems: Sendable, Hashable {
    public struct Item: Sendable, Hashable {
        public var bytes: [UInt8]
        /// The guest cut the item at its bound.
        public var isCut: Bool
        /// The guest could not read it; the errno.
        public var failure: Int32?

        public init(bytes: [UInt8], isCut: Bool = false, failure: Int32? = nil) {
            self.bytes = bytes
            self.isCut = isCut
            self.failure = failure
        }
    }

    /// What the guest wanted a reader of the log to know.
    public struct Note: Sendable, Hashable, Codable {
        public var isError: Bool
        public var text: String
        public init(isError: Bool, text: String) {
            self.isError = isError
            self.text = text
        }
    }

    public var items: [String: Item]
    public var notes: [Note]
    /// Nanoseconds of the guest's CLOCK_BOOTTIME at each stage that it marked.
    public var marks: [GuestStage: Int64]

    public init(items: [String: Item] = [:], notes: [Note] = [], marks: [GuestStage: Int64] = [:]) {
        self.items = items
        self.notes = notes
        self.marks = marks
    }

    /// The item's bytes; nil when it is absent or could not be read.
    public subscript(name: String) -> [UInt8]? {
        guard let item = items[name], item.failure == nil else { return nil }
        return item.bytes
    }

    public func text(_ name: String) -> String? {
        self[name].map { String(decoding: $0, as: UTF8.self) }
    }
}
