// SPDX-License-Identifier: Apache-2.0

import CGuestfs
import Campaign
import Glibc
import Vocabulary

/// Which files of a dead guest's disk are read, and how much of them.
struct DeadDiskFiles: Sendable {
    /// What tells of a death: systemd's journal, what systemd-pstore(8) moved out of the firmware's memory, kdump's
    /// directory. By depth and not by a walk: guestfs_find() gathers a listing on the host that the guest's disk makes as
    /// long as it likes, and the answer to a pattern is one message of 4 MiB at most.
    static let patterns = ["/var/log/journal", "/var/lib/systemd/pstore", "/var/crash"].flatMap { directory in
        ["/*", "/*/*", "/*/*/*"].map { directory + $0 }
    }
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
        // What cannot be read of a disk whose kernel died does not keep the rest from being read.
        var flaw: GuestfsFailure?
        for path in paths(guestfs, &flaw) where files.count < mostFiles && room > 0 {
            do {
                // A link may lead anywhere, a device or a pipe may block.
                guard let size = try guestfs.sizeOfFile(path), size > 0 else { continue }
                let bytes = try guestfs.end(of: path, size: size, at: min(Int(fileSize.bytes), room))
                let name = String(decoding: path, as: UTF8.self)
                guard !files.contains(where: { $0.path == name }) else { continue }
                room -= bytes.count
                files.append(DeadFile(path: name, bytes: bytes, size: ByteCount(size)))
            } catch {
                flaw = flaw ?? error
            }
        }
        // Nothing was written that could be lost.
        try? guestfs.finish()
        if files.isEmpty, let flaw { throw flaw }
        return files
    }

    /// The logs first: there are five, and of the others there may be any number.
    private func paths(_ guestfs: borrowing GuestfsHandle, _ flaw: inout GuestfsFailure?) -> [[UInt8]] {
        var paths = Self.logs.map { Array($0.utf8) }
        for pattern in Self.patterns {
            do {
                paths += try guestfs.matching(pattern, atMost: Self.mostMatches)
            } catch {
                flaw = flaw ?? error
            }
        }
        return paths
    }

    /// Each costs a question to the appliance.
    private static let mostMatches = 200
}

extension GuestfsHandle {
    /// A qcow2 file that stays as it is.
    func addDeadDisk(_ hostPath: String) throws(GuestfsFailure) {
        try call("add_drive") { bm_guestfs_add_qcow2_readonly($0, hostPath) }
    }

    /// Paths by a pattern of glob(7), sorted, as many as are wanted of a message's worth.
    func matching(_ pattern: String, atMost most: Int) throws(GuestfsFailure) -> [[UInt8]] {
        var result: [[UInt8]] = []
        try call("glob_expand") { raw in
            guard let list = guestfs_glob_expand(raw, pattern) else { return -1 }
            var next = list
            while let path = next.pointee {
                if result.count < most {
                    result.append(Array(UnsafeRawBufferPointer(start: path, count: strlen(path))))
                }
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
