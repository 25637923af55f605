// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

/// What programs are told of the cache; docs/commands.md documents every field.
enum CacheJSON {
    static func text(_ document: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.encode(document), as: UTF8.self)
    }

    struct Item: Encodable {
        let kind, path, state, health: String
        let key, source, release, compiler, last_used: String?
        let names: [String]
        let files: Int?
        let bytes: ByteCount

        init(_ item: CacheItem) {
            kind = item.kind.rawValue
            path = item.path
            state = item.state.rawValue
            health = item.health.rawValue
            key = item.key
            source = item.source
            release = item.release
            compiler = item.compiler
            last_used = item.lastUse?.formatted(.iso8601)
            names = item.names
            files = item.files
            bytes = item.size
        }
    }

    struct Garbage: Encodable {
        let kind, path: String
        let bytes: ByteCount

        init(_ garbage: CacheGarbage) {
            kind = garbage.kind.rawValue
            path = garbage.path
            bytes = garbage.size
        }
    }

    struct Total: Encodable {
        let kind: String
        let count: Int
        let bytes: ByteCount
    }
}

extension CacheListing {
    /// For programs.
    public func json(order: Order) throws -> String {
        try CacheJSON.text(Document(self, order))
    }

    private struct Document: Encodable {
        let schema = 1
        let cache: String
        let bytes: ByteCount
        let free_bytes: ByteCount?
        let entries: [CacheJSON.Item]
        let garbage: [CacheJSON.Garbage]
        let totals: [CacheJSON.Total]

        init(_ listing: CacheListing, _ order: Order) {
            cache = listing.cache
            bytes = listing.size
            free_bytes = listing.free
            entries = listing.sorted(by: order).map(CacheJSON.Item.init)
            garbage = listing.garbage.map(CacheJSON.Garbage.init)
            totals = CacheItem.Kind.allCases.compactMap { kind in
                let group = listing.items.filter { $0.kind == kind }
                return group.isEmpty
                    ? nil : CacheJSON.Total(kind: kind.rawValue, count: group.count, bytes: group.size)
            }
        }
    }
}
