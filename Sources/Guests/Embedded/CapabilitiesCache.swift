// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

/// Carries libvirt's knowledge of QEMU from one root to the next: finding it out takes 3 to 10 s.
///
/// The files are copied, not shared by a symbolic link: libvirt writes them in place, so that a second process could
/// read half of one. libvirt checks each file against the emulator's change time, its own version, KVM and the host's
/// kernel, and finds out anew where they differ; a stale file costs time and nothing else.
enum CapabilitiesCache {
    private static func directory(in root: String) -> String { root + "/cache/qemu/capabilities" }

    static func restore(from cache: String, to root: String) {
        copy(from: cache, to: directory(in: root))
    }

    static func keep(from root: String, in cache: String) {
        copy(from: directory(in: root), to: cache)
    }

    /// Copies what differs, each file whole or not at all. A file that cannot be copied is not worth an error.
    private static func copy(from source: String, to target: String) {
        let files = FileManager.default
        guard let names = try? files.contentsOfDirectory(atPath: source), !names.isEmpty else { return }
        guard (try? Directories.make(target, mode: 0o700)) != nil else { return }
        for name in names where name.hasSuffix(".xml") {
            guard let data = files.contents(atPath: source + "/" + name), !data.isEmpty else { continue }
            if files.contents(atPath: target + "/" + name) == data { continue }
            let temporary = "\(target)/.\(getpid()).\(name)"
            guard files.createFile(atPath: temporary, contents: data) else { continue }
            if rename(temporary, target + "/" + name) != 0 { unlink(temporary) }
        }
    }
}
