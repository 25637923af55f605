// SPDX-License-Identifier: Apache-2.0

/// The host's bounds on one stream; docs/evidence.md gives the defaults.
public struct StreamBounds: Sendable, Hashable {
    /// Bytes of the whole stream, frames included.
    public var stream: Int
    /// Bytes of one item.
    public var item: Int
    /// Number of items.
    public var items: Int
    /// Notes that are kept; later ones are told as events only.
    public var notes: Int

    public init(stream: Int = 64 << 20, item: Int = 16 << 20, items: Int = 8192, notes: Int = 1024) {
        self.stream = stream
        self.item = item
        self.items = items
        self.notes = notes
    }
}
