// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What was removed from the cache, or would be.
public struct CachePruning: Sendable {
    public enum Reason: String, Sendable {
        case age
        case size
    }

    public struct Removal: Sendable {
        public var item: CacheItem
        public var reason: Reason

        public init(_ item: CacheItem, _ reason: Reason) {
            self.item = item
            self.reason = reason
        }
    }

    /// Something that should have gone and could not.
    public struct Failure: Sendable {
        public var path: String
        public var why: String

        public init(path: String, why: String) {
            self.path = path
            self.why = why
        }
    }

    public var cache: String
    public var isDryRun: Bool
    public var removed: [Removal] = []
    public var garbage: [CacheGarbage] = []
    /// What would have gone but for a process that came to use it meanwhile.
    public var keptInUse: [CacheItem] = []
    public var failures: [Failure] = []
    /// What stays, in all.
    public var left = ByteCount(0)
    /// What was asked for; nil where nothing was.
    public var limit: ByteCount?

    public init(cache: String, isDryRun: Bool) {
        self.cache = cache
        self.isDryRun = isDryRun
    }

    public var freed: ByteCount { removed.map(\.item).size + garbage.size }

    /// PASS when everything that should go went; MISS, the host's fault, otherwise.
    public var status: Status { failures.isEmpty ? .pass : .miss }

    /// Ends in a newline.
    public func text(style: TableStyle) -> String {
        let verb = isDryRun ? "would remove" : "removed"
        let margin = verb.count + 2 + Self.sizeWidth
        func row(_ size: ByteCount, _ words: String) -> [String] {
            var lines = TextColumns.wrapped(style.safe(words), width: style.width, first: margin, indent: margin)
            lines[0] = "\(verb)  \(TextColumns.padded("\(size)", to: Self.sizeWidth))\(lines[0])"
            return lines
        }
        var lines: [String] = []
        if !garbage.isEmpty { lines += row(garbage.size, "garbage: \(garbage.phrase)") }
        for removal in removed {
            let details = removal.item.details.isEmpty ? "" : ": " + removal.item.details.joined(separator: ", ")
            lines += row(removal.item.size, removal.item.title + details)
        }
        for item in keptInUse {
            lines += TextColumns.wrapped(style.safe("kept, in use: \(item.title)"), width: style.width, indent: 2)
        }
        lines += TextColumns.wrapped(summary, width: style.width, indent: 2)
        return lines.joined(separator: "\n") + "\n"
    }

    private static let sizeWidth = 11

    private var summary: String {
        if removed.isEmpty, garbage.isEmpty { return "nothing to remove; the cache takes \(left)\(excess)" }
        return "\(isDryRun ? "would free" : "freed") \(freed); the cache \(isDryRun ? "would take" : "takes") \(left)"
            + excess
    }

    private var excess: String {
        guard let limit, left > limit else { return "" }
        return ", more than \(limit): the rest is in use or is nothing that is pruned"
    }

    /// For programs; docs/commands.md documents every field.
    public func json() throws -> String { try CacheJSON.text(Document(self)) }

    private struct Document: Encodable {
        struct Entry: Encodable {
            let entry: CacheJSON.Item
            let reason: String
        }
        struct Trouble: Encodable { let path, why: String }

        let schema = 1
        let cache: String
        let status: Status
        let dry_run: Bool
        let removed: [Entry]
        let garbage: [CacheJSON.Garbage]
        let kept_in_use: [CacheJSON.Item]
        let failures: [Trouble]
        let freed_bytes, bytes: ByteCount

        init(_ pruning: CachePruning) {
            cache = pruning.cache
            status = pruning.status
            dry_run = pruning.isDryRun
            removed = pruning.removed.map { Entry(entry: CacheJSON.Item($0.item), reason: $0.reason.rawValue) }
            garbage = pruning.garbage.map(CacheJSON.Garbage.init)
            kept_in_use = pruning.keptInUse.map(CacheJSON.Item.init)
            failures = pruning.failures.map { Trouble(path: $0.path, why: $0.why) }
            freed_bytes = pruning.freed
            bytes = pruning.left
        }
    }
}
