// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// What a make that did not come to its own end leaves.
extension Kbuild {
    /// Targets that are newer than their records.
    static func unfinished(in directory: String) -> [String] {
        targets(in: directory).filter { $0.made > $0.recorded }.map(\.path)
    }

    /// Objects that were finished after the build began and that its output, as far as it reached us, does not name.
    static func untold(in directory: String, since marker: String, told: Set<String>) -> [String] {
        guard let began = modified(marker) else { return [] }
        return targets(in: directory).filter {
            $0.name.hasSuffix(".o") && $0.made >= began && !told.contains($0.name)
        }.map(\.path)
    }

    private struct Target {
        /// Below the directory.
        var name: String
        var path: String
        /// Nanoseconds since 1970.
        var made: Int64
        var recorded: Int64
    }

    /// Every file that has a record of how it was made, `.NAME.cmd`.
    private static func targets(in directory: String) -> [Target] {
        guard let walker = FileManager.default.enumerator(atPath: directory) else { return [] }
        var result: [Target] = []
        while let path = walker.nextObject() as? String {
            guard path.hasSuffix(".cmd") else { continue }
            let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
            guard path[start] == "." else { continue }
            let name = path[..<start] + path[start...].dropFirst().dropLast(4)
            guard let made = modified("\(directory)/\(name)"), let recorded = modified("\(directory)/\(path)") else {
                continue
            }
            result.append(Target(name: String(name), path: "\(directory)/\(name)", made: made, recorded: recorded))
        }
        return result
    }

    /// Nanoseconds since 1970.
    private static func modified(_ path: String) -> Int64? {
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
    }
}
