// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What a comparison of entries with their checksums found.
public struct CacheVerification: Sendable {
    /// One entry that is damaged.
    public struct Damage: Sendable {
        public var item: CacheItem
        /// The first flaw, in a few words.
        public var flaw: String
        /// It could not be moved out of use.
        public var stays: Bool

        public init(_ item: CacheItem, flaw: String, stays: Bool) {
            self.item = item
            self.flaw = flaw
            self.stays = stays
        }
    }

    public var cache: String
    public var sound: [CacheItem]
    public var damaged: [Damage]

    public init(cache: String, sound: [CacheItem], damaged: [Damage]) {
        self.cache = cache
        self.sound = sound
        self.damaged = damaged
    }

    /// PASS when every entry is sound; ERROR otherwise, as for a broken test.
    public var status: Status { damaged.isEmpty ? .pass : .error }

    /// Ends in a newline.
    public func text(style: TableStyle) -> String {
        var lines: [String] = []
        for damage in damaged {
            let key = damage.item.key.map { " (key \($0.prefix(12)))" } ?? ""
            let words = "\(damage.item.title)\(damage.item.names.isEmpty ? "" : key): \(damage.flaw); \(next(damage))"
            let mark = TextColumns.padded("damaged", to: 9)
            var paragraph = TextColumns.wrapped(style.safe(words), width: style.width, first: 9, indent: 9)
            paragraph[0] = style.painted(mark, .fail) + paragraph[0]
            lines += paragraph
        }
        let whole = "\(sound.count) \(sound.count == 1 ? "entry is" : "entries are") sound, \(sound.size)"
        lines.append(damaged.isEmpty ? whole : "\(damaged.count) damaged; \(whole)")
        return lines.joined(separator: "\n") + "\n"
    }

    private func next(_ damage: Damage) -> String {
        damage.stays
            ? "it is still there, because this user may not move it; no run uses it"
            : "set aside, and made again when it is wanted"
    }

    /// For programs; docs/commands.md documents every field.
    public func json() throws -> String { try CacheJSON.text(Document(self)) }

    private struct Document: Encodable {
        struct Entry: Encodable {
            let entry: CacheJSON.Item
            let flaw: String
            let set_aside: Bool
        }
        let schema = 1
        let cache: String
        let status: Status
        let sound: Int
        let bytes: ByteCount
        let damaged: [Entry]

        init(_ verification: CacheVerification) {
            cache = verification.cache
            status = verification.status
            sound = verification.sound.count
            bytes = verification.sound.size
            damaged = verification.damaged.map {
                Entry(entry: CacheJSON.Item($0.item), flaw: $0.flaw, set_aside: !$0.stays)
            }
        }
    }
}
