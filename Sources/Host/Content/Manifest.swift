// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Vocabulary

/// The file `MANIFEST` of a shelf's entry: a line `SHA256 LENGTH PATH` a regular file, sorted by path. Symbolic links
/// are not followed and not listed.
enum Manifest {
    static let name = "MANIFEST"

    /// Lists, syncs and seals a directory. The manifest is written last.
    static func write(directory: String) throws {
        var lines = ""
        for path in files(in: directory) where path != name {
            let full = directory + "/" + path
            sync(full)
            lines += "\(try ContentHash.ofFile(full)) \(length(full) ?? 0) \(path)\n"
        }
        let target = directory + "/" + name
        do {
            try lines.write(toFile: target, atomically: false, encoding: .utf8)
        } catch {
            throw HostError(.file, "cannot write the manifest", at: target, remedy: "free disk space", cause: error)
        }
        sync(target)
    }

    /// True when every listed file is there with its length and hash, and there is no other.
    static func verify(directory: String) -> Bool {
        guard let text = try? String(contentsOfFile: directory + "/" + name, encoding: .utf8) else { return false }
        let lines = text.split(separator: "\n")
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3 else { return false }
            let full = directory + "/" + parts[2]
            guard length(full).map(String.init) == String(parts[1]),
                (try? ContentHash.ofFile(full)) == String(parts[0])
            else { return false }
        }
        return files(in: directory).count == lines.count + 1
    }

    private static func files(in directory: String) -> [String] {
        guard let walker = FileManager.default.enumerator(atPath: directory) else { return [] }
        var result: [String] = []
        while let path = walker.nextObject() as? String {
            if walker.fileAttributes?[.type] as? FileAttributeType == .typeRegular { result.append(path) }
        }
        return result.sorted()
    }

    private static func length(_ path: String) -> Int64? {
        var info = stat()
        return lstat(path, &info) == 0 ? Int64(info.st_size) : nil
    }

    private static func sync(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
