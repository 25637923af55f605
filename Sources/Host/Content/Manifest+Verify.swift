// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

extension Manifest {
    /// What is wrong with an entry: the first thing that was found. Lengths are looked at before contents.
    struct Flaw: Error, Hashable, CustomStringConvertible {
        enum Kind: String {
            case noManifest = "it has no manifest that can be read"
            case missing = "is missing"
            case extra = "does not belong there"
            case length = "has another length"
            case content = "has another content"
            case unreadable = "cannot be read"
        }

        let kind: Kind
        /// Of the file, as the manifest or the directory names it; nil for the manifest itself.
        var path: String?

        var description: String { (path.map { "\(SafeText.line($0)) " } ?? "") + kind.rawValue }
    }

    /// Compares a directory with its manifest: every listed file is there with its length and hash, and no other.
    static func verify(directory: String) throws(Flaw) {
        var listed: [Substring: (hash: Substring, length: Substring)] = [:]
        guard let text = try? String(contentsOfFile: path(in: directory), encoding: .utf8) else {
            throw Flaw(kind: .noManifest)
        }
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3 else { throw Flaw(kind: .noManifest) }
            listed[parts[2]] = (parts[0], parts[1])
        }
        guard let leaves = try? FileTree.leaves(of: directory) else { throw Flaw(kind: .unreadable, path: ".") }
        let found = leaves.filter { $0.path != name }
        for leaf in found {
            guard let wanted = listed[leaf.path[...]] else { throw Flaw(kind: .extra, path: leaf.path) }
            guard String(leaf.length) == wanted.length else { throw Flaw(kind: .length, path: leaf.path) }
        }
        let present = Set(found.map { $0.path[...] })
        if let missing = listed.keys.filter({ !present.contains($0) }).min() {
            throw Flaw(kind: .missing, path: String(missing))
        }
        for leaf in found {
            guard let hash = try? hash(of: leaf, at: directory + "/" + leaf.path) else {
                throw Flaw(kind: .unreadable, path: leaf.path)
            }
            guard hash == listed[leaf.path[...]]?.hash ?? "" else { throw Flaw(kind: .content, path: leaf.path) }
        }
    }
}
