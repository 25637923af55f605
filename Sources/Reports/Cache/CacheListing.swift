// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import Vocabulary

/// What is in the cache. Pure; every size is what was found on the disk.
public struct CacheListing: Sendable {
    public enum Order: String, Sendable, CaseIterable {
        /// By kind, and within one the last used first.
        case kind
        /// The last used first.
        case used
        /// The largest first.
        case size
    }

    public var cache: String
    /// Of the file system; nil where it is not known.
    public var free: ByteCount?
    public var items: [CacheItem]
    public var garbage: [CacheGarbage]
    /// When it was looked at.
    public var now: Date

    public init(cache: String, free: ByteCount?, items: [CacheItem], garbage: [CacheGarbage], now: Date) {
        self.cache = cache
        self.free = free
        self.items = items
        self.garbage = garbage
        self.now = now
    }

    public var size: ByteCount { items.size + garbage.size }

    func sorted(by order: Order) -> [CacheItem] {
        let kinds = CacheItem.Kind.allCases
        func place(_ item: CacheItem) -> Int { order == .kind ? kinds.firstIndex(of: item.kind) ?? 0 : 0 }
        return items.sorted { one, other in
            if place(one) != place(other) { return place(one) < place(other) }
            if order == .size, one.size != other.size { return one.size > other.size }
            let uses = (one.lastUse ?? .distantPast, other.lastUse ?? .distantPast)
            return uses.0 == uses.1 ? one.path < other.path : uses.0 > uses.1
        }
    }

    // MARK: For people

    private static let columns = (used: 9, size: 11)

    /// Ends in a newline; no line is longer than the style's width.
    public func text(order: Order, style: TableStyle) -> String {
        let room = free.map { "; \($0) free" } ?? ""
        var lines = TextColumns.wrapped(style.safe("\(cache): \(size)\(room)"), width: style.width, indent: 2)
        if items.isEmpty { lines.append("nothing is kept here yet; `bootmatrix run` fills it") }
        let sorted = sorted(by: order)
        if order == .kind {
            for kind in CacheItem.Kind.allCases {
                let group = sorted.filter { $0.kind == kind }
                guard !group.isEmpty else { continue }
                lines += ["", "\(group.count) \(group.count == 1 ? kind.word : kind.plural), \(group.size)"]
                lines += group.flatMap { row($0, style, names: nil) }
            }
        } else {
            lines.append("")
            lines += sorted.flatMap { row($0, style, names: $0.kind) }
        }
        if !garbage.isEmpty {
            lines.append("")
            lines += TextColumns.wrapped(
                "garbage: \(garbage.phrase), \(garbage.size); `bootmatrix cache prune` removes it", width: style.width,
                indent: 2)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// - Parameter names: the kind, where no heading says it.
    private func row(_ item: CacheItem, _ style: TableStyle, names kind: CacheItem.Kind?) -> [String] {
        let margin = 2 + Self.columns.used + Self.columns.size
        var words = item.names.isEmpty ? "" : item.names.joined(separator: ", ") + ": "
        if item.names.isEmpty, item.key == nil { words = item.fileName + ": " }
        words += (item.details + (item.key.map { ["key \($0.prefix(12))"] } ?? [])).joined(separator: ", ")
        if words.hasSuffix(": ") { words.removeLast(2) }
        if let kind { words = "\(kind.word) \(words)" }
        let mark = item.health == .damaged ? "damaged" : ""
        if !mark.isEmpty { words = "\(mark), \(words)" }
        var lines = TextColumns.wrapped(style.safe(words), width: style.width, first: margin, indent: margin)
        if !mark.isEmpty { lines[0] = style.painted(mark, .fail) + lines[0].dropFirst(mark.count) }
        lines[0] =
            "  " + TextColumns.padded(age(item), to: Self.columns.used)
            + TextColumns.padded("\(item.size)", to: Self.columns.size) + lines[0]
        return lines
    }

    private func age(_ item: CacheItem) -> String {
        switch item.state {
        case .inUse: return "in use"
        case .beingMade: return "making"
        case .idle: break
        }
        guard let lastUse = item.lastUse else { return "-" }
        return Self.age(now.timeIntervalSince(lastUse))
    }

    /// `5 min`, `3 h`, `12 d`: as exact as a person who makes room wants it.
    static func age(_ seconds: TimeInterval) -> String {
        let minutes = Int(min(max(0, seconds), 1e11) / 60)
        if minutes < 120 { return "\(minutes) min" }
        return minutes < 48 * 60 ? "\(minutes / 60) h" : "\(minutes / 60 / 24) d"
    }
}
