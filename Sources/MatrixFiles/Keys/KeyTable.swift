// SPDX-License-Identifier: Apache-2.0

/// The keys of one kind of mapping. The readers accept these and no others; the JSON Schema is tested against them.
public struct KeyTable: Hashable, Sendable {
    /// What the mapping is, for a message: `a ratio criterion`.
    public let what: String
    public let required: [String]
    public let optional: [String]

    init(_ what: String, required: [String], optional: [String] = []) {
        self.what = what
        self.required = required
        self.optional = optional
    }

    /// All keys, the required ones first.
    public var keys: [String] { required + optional }
}
