// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import Vocabulary

/// Something in the cache, as people and programs are told of it. Texts may come from files: they are made safe when
/// they are shown.
public struct CacheItem: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case kernel
        case modules
        case initramfs
        case image
        case root
        case program
        /// An entry of a shelf that this list has no word for.
        case entry
        case lineage
        case source
        case log
        /// What is not made by a run, such as a benchmark's; never pruned.
        case other
    }

    public enum State: String, Hashable, Sendable {
        case idle
        /// A living process runs guests from it, or builds in it.
        case inUse = "in-use"
        case beingMade = "being-made"
    }

    public enum Health: String, Hashable, Sendable {
        /// Its checksums were not compared.
        case unknown
        case sound
        case damaged
    }

    public var kind: Kind
    /// The content key; nil for what has none.
    public var key: String?
    /// As what it was asked for, the newest last: names of kernels or of image recipes.
    public var names: [String]
    /// Of a kernel or a lineage: what it is built from.
    public var source: String?
    /// Of a kernel.
    public var release: String?
    public var compiler: String?
    /// Of several files that are listed as one thing.
    public var files: Int?
    public var path: String
    /// On the disk.
    public var size: ByteCount
    /// Nil where nobody knows.
    public var lastUse: Date?
    public var state: State
    public var health: Health

    public init(
        _ kind: Kind, key: String? = nil, names: [String] = [], source: String? = nil, release: String? = nil,
        compiler: String? = nil, files: Int? = nil, path: String, size: ByteCount, lastUse: Date? = nil,
        state: State = .idle, health: Health = .unknown
    ) {
        self.kind = kind
        self.key = key
        self.names = names
        self.source = source
        self.release = release
        self.compiler = compiler
        self.files = files
        self.path = path
        self.size = size
        self.lastUse = lastUse
        self.state = state
        self.health = health
    }
}

/// What takes room or a name in the cache, and will never be used.
public struct CacheGarbage: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An entry that was found damaged and set aside.
        case damaged
        /// Half of an entry, of a maker that was killed.
        case staging
        /// The rest of a removal that was killed.
        case pruned
        /// A lock without an entry.
        case lock
        /// Of an image's maker that was killed.
        case work
        case log
    }

    public var kind: Kind
    public var path: String
    public var size: ByteCount

    public init(_ kind: Kind, path: String, size: ByteCount) {
        self.kind = kind
        self.path = path
        self.size = size
    }
}
