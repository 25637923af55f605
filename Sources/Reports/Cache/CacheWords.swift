// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

/// How things in the cache are called and described, the same in every text.
extension CacheItem {
    /// `kernel stats`, `log`, `other bench`.
    var title: String {
        let called = names.isEmpty ? key.map { String($0.prefix(12)) } ?? fileName : names.joined(separator: ", ")
        return "\(kind.word) \(called)"
    }

    /// What there is to say besides: `6.12.117 from linux-source-6.12 6.12.117-1, gcc (Debian 12.2.0-14) 12.2.0`.
    var details: [String] {
        let origin: String? =
            switch (release, source) {
            case (let release?, let source?): "\(release) from \(source)"
            case (let only?, nil), (nil, let only?): only
            case (nil, nil): nil
            }
        return [origin, compiler, files.map { $0 == 1 ? "1 file" : "\($0) files" }].compactMap(\.self)
    }

    var fileName: String { (path as NSString).lastPathComponent }
}

extension CacheItem.Kind {
    var word: String {
        switch self {
        case .modules: "modules disk"
        case .root: "root file system"
        case .program: "guest program"
        case .lineage: "build directory"
        default: rawValue
        }
    }

    var plural: String {
        switch self {
        case .lineage: "build directories"
        case .modules: "modules disks"
        case .entry: "entries"
        case .initramfs: "initramfs archives"
        default: word + "s"
        }
    }
}

extension CacheGarbage.Kind {
    func phrase(_ count: Int) -> String {
        switch self {
        case .damaged: "\(count) damaged"
        case .staging: "\(count) half made"
        case .pruned: "\(count) half removed"
        case .lock: count == 1 ? "1 unused lock" : "\(count) unused locks"
        case .work: "\(count) of killed makers of images"
        case .log: count == 1 ? "1 old log" : "\(count) old logs"
        }
    }
}

extension [CacheGarbage] {
    /// `2 damaged, 14 unused locks`.
    var phrase: String {
        CacheGarbage.Kind.allCases.compactMap { kind in
            let count = filter { $0.kind == kind }.count
            return count > 0 ? kind.phrase(count) : nil
        }.joined(separator: ", ")
    }

    var size: ByteCount { reduce(ByteCount(0)) { $0 + $1.size } }
}

extension [CacheItem] {
    var size: ByteCount { reduce(ByteCount(0)) { $0 + $1.size } }
}
