// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

extension ModulesDisk {
    /// The date of everything on the disk, that of the base image's files and of our kernels' builds.
    static let date = "946684800"

    /// What mke2fs(8) and debugfs(8) take for the clock: SOURCE_DATE_EPOCH from e2fsprogs 1.47.1 on, before that
    /// E2FSPROGS_FAKE_TIME (lib/ext2fs/initialize.c).
    static let clock: [String: String?] = ["SOURCE_DATE_EPOCH": date, "E2FSPROGS_FAKE_TIME": date, "LC_ALL": "C"]

    /// mke2fs takes over who owns each file on the host, the umask that it was made under, and when it was last read and
    /// changed. Equal modules shall be equal disks, so one process of debugfs sets all that.
    func setAttributes(of source: String, on disk: String, log: String) async throws {
        let script = disk + ".attributes"
        defer { try? FileManager.default.removeItem(atPath: script) }
        try Self.attributes(below: source).write(toFile: script, atomically: false, encoding: .utf8)
        try await Command("/sbin/debugfs", ["-w", "-f", script, disk], environment: Self.clock).run(log: log).checked()
    }

    /// Lines for debugfs. It has commands that write to the host, so a name that could begin another word or line is
    /// left out, and keeps what it has.
    static func attributes(below source: String) -> String {
        let names = FileManager.default.enumerator(atPath: source)?.compactMap { $0 as? String } ?? []
        let lines = ([""] + names.sorted().filter(isPlain)).flatMap { name in
            fields(of: source + "/" + name).map { "set_inode_field /\(name) \($0)" }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func fields(of path: String) -> [String] {
        var info = stat()
        guard lstat(path, &info) == 0 else { return [] }
        let mode: [String] =
            switch info.st_mode & S_IFMT {
            case S_IFREG: ["mode 0100644"]
            case S_IFDIR: ["mode 040755"]
            default: []
            }
        return mode + ["uid 0", "gid 0"] + ["atime", "ctime", "mtime", "crtime"].map { "\($0) @\(date)" }
    }

    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: true
            default: "/._+,@=~-".utf8.contains(byte)
            }
        }
    }
}
