// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// The last probe's answer and what it was true for. One file; a host that changed overwrites it.
struct ProbeCache: Sendable {
    let path: String

    /// Everything that the answer depends on: equal keys, equal answer.
    struct Key: Hashable, Codable, Sendable {
        var connection: String
        var bootID: String
        var cpuModel: String
        var libvirt: String
        var qemu: String
        var machineType: String
        var device: String
        var vcpus: Int
    }

    private struct Entry: Codable {
        var key: Key
        var finding: AcceleratorFinding
    }

    /// Nil where nothing is kept, for another host, or in a form that cannot be read.
    func finding(for key: Key) -> AcceleratorFinding? {
        guard let data = FileManager.default.contents(atPath: path),
            let entry = try? CanonicalJSON.decode(Entry.self, from: data), entry.key == key
        else { return nil }
        return entry.finding
    }

    /// Kept as well as possible: without it the next run probes again.
    func keep(_ finding: AcceleratorFinding, for key: Key) {
        guard let data = try? CanonicalJSON.encode(Entry(key: key, finding: finding)) else { return }
        let directory = (path as NSString).deletingLastPathComponent
        guard (try? Directories.make(directory)) != nil else { return }
        try? data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
