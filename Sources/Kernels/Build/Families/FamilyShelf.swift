// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import SourceTrees

/// Keeps the number of a lineage's object directories within bounds: 0.4 GB each for the project's own configuration, and
/// several times that with sanitizers or debug information.
struct FamilyShelf {
    let lineage: Lineage

    /// So many beside the default one and the one in use.
    static let most = 3

    /// Notes that a family is used now, and removes those that were not for longest. The lineage is held.
    func use(_ family: ObjectFamily) throws {
        sweep()
        let stamp = lineage.directory + "/used" + family.suffix
        guard FileManager.default.createFile(atPath: stamp, contents: nil) else {
            throw HostError.file("write", stamp, errno: errno)
        }
        let others = suffixes().filter { $0 != family.suffix }
            .sorted { used($0) > used($1) }
        for suffix in others.dropFirst(Self.most) { remove(suffix) }
    }

    /// Suffixes of the directories of families that are not the default one.
    private func suffixes() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: lineage.directory)) ?? []
        return names.filter { $0.hasPrefix("o.") }.map { String($0.dropFirst()) }
    }

    private func used(_ suffix: String) -> Int64 {
        var info = stat()
        guard lstat(lineage.directory + "/used" + suffix, &info) == 0 else { return 0 }
        return Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
    }

    /// Out of the way first, so that one that is half removed is never taken for a directory of objects.
    private func remove(_ suffix: String) {
        let away = lineage.directory + "/.removing" + suffix
        guard rename(lineage.directory + "/o" + suffix, away) == 0 else { return }
        for name in ["used", "making"] { unlink(lineage.directory + "/" + name + suffix) }
        unlink(lineage.directory + "/history" + suffix + ".json")
        unlink(lineage.directory + "/warnings" + suffix + ".journal")
        try? FileManager.default.removeItem(atPath: away)
    }

    private func sweep() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: lineage.directory)) ?? []
        for name in names where name.hasPrefix(".removing") {
            try? FileManager.default.removeItem(atPath: lineage.directory + "/" + name)
        }
    }
}
