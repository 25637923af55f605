// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// What a name in a shelf's directory means.
enum ShelfName: Hashable {
    /// `KEY`: a sealed entry.
    case entry(String)
    /// `.lock-KEY`: locked by who makes, moves or removes the entry. Its lines name what the entry was asked for as.
    case lock(String)
    /// `.staging-KEY-PROCESS`: being made, or left by a maker that was killed.
    case staging(String)
    /// `.damaged-KEY-RANDOM`: found damaged and set aside.
    case damaged(String)
    /// `.pruned-KEY-RANDOM`: no entry any more, being removed (`Trash`).
    case pruned(String)

    /// Nil for what is none of ours.
    init?(_ name: String) {
        guard name.hasPrefix(".") else {
            self = .entry(name)
            return
        }
        let parts = name.dropFirst().split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let rest = parts.last.map(String.init) else { return nil }
        let key = rest.split(separator: "-").dropLast().joined(separator: "-")
        switch parts[0] {
        case "lock": self = .lock(rest)
        case "staging" where !key.isEmpty: self = .staging(key)
        case "damaged" where !key.isEmpty: self = .damaged(key)
        case "pruned" where !key.isEmpty: self = .pruned(key)
        default: return nil
        }
    }

    static func staging(of key: String) -> String { ".staging-\(key)-\(getpid())" }
    static func damaged(_ key: String) -> String { ".damaged-\(key)-\(UInt32.random(in: 0...UInt32.max))" }

    /// Every name in a directory with its meaning, sorted.
    static func all(in root: String) -> [(name: String, meaning: ShelfName)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.sorted().compactMap { name in ShelfName(name).map { (name, $0) } }
    }
}
