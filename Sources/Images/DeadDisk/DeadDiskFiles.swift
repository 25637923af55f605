// SPDX-License-Identifier: Apache-2.0

import CGuestfs
import Campaign
import Glibc
import Vocabulary

/// Which files of a dead guest's disk are read, and how much of them.
struct DeadDiskFiles: Sendable {
    /// What tells of a death: systemd's journal, what systemd-pstore(8) moved out of the firmware's memory, kdump's
    /// directory; each with everything below.
    static let directories = ["/var/log/journal", "/var/lib/systemd/pstore", "/var/crash"]
    static let logs = ["kern.log", "syslog", "messages", "dmesg", "boot.log"].map { "/var/log/" + $0 }

    var mostFiles = 64
    /// Of one file its end is kept, where a log says what happened last.
    var fileSize = ByteCount.mebibytes(8)
    var totalSize = ByteCount.mebibytes(32)

    /// Everything that happens inside the appliance, on the handle's thread. The disk is mounted read-only; the
    /// appliance's own copy of what changes gets the journal of the file system.
    func read(_ overlay: String, with guestfs: borrowing GuestfsHandle) throws -> [DeadFile] {
        try guestfs.addDeadDisk(overlay)
        try guestfs.launch()
        try guestfs.mount(options: "ro")
        var files: [DeadFile] = []
        var room = Int(totalSize.bytes)
        for path in try paths(guestfs) where files.count < mostFiles && room > 0 {
            // A link may lead anywhere, a device or a pipe may block.
            guard let size = try guestfs.sizeOfFile(path), size > 0 else { continue }
            let bytes = try guestfs.end(of: path, size: size, at: min(Int(fileSize.bytes), room))
            let name = String(decoding: path, as: UTF8.self)
            guard !files.contains(where: { $0.path == name }) else { continue }
            room -= bytes.count
            files.append(DeadFile(path: name, bytes: bytes, size: ByteCount(size)))
        }
        // Nothing was written that could be lost.
        try? guestfs.finish()
        return files
    }

    private func paths(_ guestfs: borrowing GuestfsHandle) throws -> [[UInt8]] {
        var paths: [[UInt8]] = []
        for directory in Self.directories where try guestfs.isDirectory(directory) {
            let below = try guestfs.find(directory).sorted { $0.lexicographicallyPrecedes($1) }
            paths += below.map { Array((directory + "/").utf8) + $0.drop { $0 == 0x2F } }
        }
        return paths + Self.logs.map { Array($0.utf8) }
    }
}

extension GuestfsHandle {
    /// A qcow2 file that stays as it is.
    func addDeadDisk(_ hostPath: String) throws(GuestfsFailure) {
        try call("add_drive") { bm_guestfs_add_qcow2_readonly($0, hostPath) }
    }

    /// Whether there is a directory and no link.
    func isDirectory(_ path: String) throws(GuestfsFailure) -> Bool {
        try call("is_dir") { guestfs_is_dir($0, path) } != 0
    }

    /// The paths of everything below a directory, without it.
    func find(_ directory: String) throws(GuestfsFailure) -> [[UInt8]] {
        var result: [[UInt8]] = []
        try call("find") { raw in
            guard let list = guestfs_find(raw, directory) else { return -1 }
            var next = list
            while let path = next.pointee {
                result.append(Array(UnsafeRawBufferPointer(start: path, count: strlen(path))))
                free(path)
                next += 1
            }
            free(list)
            return 0
        }
        return result
    }

    /// The length of a regular file in bytes; nil for what is none.
    func sizeOfFile(_ path: [UInt8]) throws(GuestfsFailure) -> Int64? {
        let path = path.map { CChar(bitPattern: $0) } + [0]
        guard try call("exists", { bm_guestfs_is_plain_file($0, path) }) != 0 else { return nil }
        var size: Int64 = -1
        try call("filesize") { raw in
            size = guestfs_filesize(raw, path)
            return size < 0 ? -1 : 0
        }
        return size
    }

    /// The last bytes of a file, at most so many.
    func end(of path: [UInt8], size: Int64, at most: Int) throws(GuestfsFailure) -> [UInt8] {
        let path = path.map { CChar(bitPattern: $0) } + [0]
        var bytes: [UInt8] = []
        let start = max(0, size - Int64(most))
        while bytes.count < most {
            let wanted = Int32(min(Self.piece, most - bytes.count))
            var count = 0
            try call("pread") { raw in
                guard let piece = guestfs_pread(raw, path, wanted, start + Int64(bytes.count), &count) else {
                    return -1
                }
                defer { free(piece) }
                bytes += UnsafeRawBufferPointer(start: piece, count: min(count, Int(wanted)))
                return 0
            }
            if count == 0 { break }
        }
        return bytes
    }

    /// A message of the appliance has 4 MiB at most (guestfs(3), "PROTOCOL LIMITS").
    private static var piece: Int { 1 << 20 }
}
