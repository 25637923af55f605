// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the file system says of an attempt's files without reading them: names, lengths, inodes, times of the last
/// change. As long as it is the same, the files are those that were read before.
///
/// ctime cannot be set back by a program (inode(7)), so an edit, a copy and a restored backup all give another stamp.
/// What a failing disk changes silently it does not see; reading everything again does.
struct AttemptStamp: Equatable {
    /// A sum over the files, which does not depend on the order in which a directory names them.
    private(set) var sum: UInt64 = 0
    /// Of the last change, in nanoseconds since 1970.
    private(set) var newest: Int64 = 0

    init(sum: UInt64) { self.sum = sum }

    /// Nil when something is neither a file nor a directory, lies deeper than evidence does, or cannot be looked at.
    init?(of path: String) {
        guard add(directory: path, at: AT_FDCWD, depth: 0, salt: 1) else { return nil }
    }

    static func == (left: AttemptStamp, right: AttemptStamp) -> Bool { left.sum == right.sum }

    /// Whether all changes are older than the clock's grain: a file that is changed twice within one tick of the
    /// kernel's clock has the same times after both.
    var isSettled: Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Self.nanoseconds(now) - newest > 50_000_000
    }

    private mutating func add(directory name: UnsafePointer<CChar>, at parent: Int32, depth: Int, salt: UInt64) -> Bool
    {
        let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return false }
        guard let directory = fdopendir(descriptor) else {
            close(descriptor)
            return false
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let isWell = withUnsafeMutablePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { name in
                    strcmp(name, ".") == 0 || strcmp(name, "..") == 0
                        || add(entry: name, in: descriptor, depth: depth, salt: salt)
                }
            }
            guard isWell else { return false }
        }
        return true
    }

    private mutating func add(entry name: UnsafePointer<CChar>, in directory: Int32, depth: Int, salt: UInt64) -> Bool {
        var info = stat()
        guard fstatat(directory, name, &info, AT_SYMLINK_NOFOLLOW) == 0 else { return false }
        var mixer = Mixer(salt)
        var byte = name
        while byte.pointee != 0 {
            mixer.add(UInt64(UInt8(bitPattern: byte.pointee)))
            byte += 1
        }
        let changed = Self.nanoseconds(info.st_ctim)
        newest = max(newest, changed)
        mixer.add(UInt64(bitPattern: changed))
        mixer.add(UInt64(bitPattern: Self.nanoseconds(info.st_mtim)))
        mixer.add(UInt64(info.st_ino))
        mixer.add(UInt64(info.st_mode))
        if info.st_mode & S_IFMT == S_IFREG { mixer.add(UInt64(bitPattern: Int64(info.st_size))) }
        sum &+= mixer.value
        switch info.st_mode & S_IFMT {
        case S_IFREG: return true
        case S_IFDIR: return depth == 0 && add(directory: name, at: directory, depth: 1, salt: mixer.value)
        default: return false
        }
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// FNV-1a over words, with the high half folded in. Guards against accidents, as the manifest does.
    private struct Mixer {
        private(set) var value: UInt64
        init(_ salt: UInt64) { value = 0xCBF2_9CE4_8422_2325 ^ salt }
        mutating func add(_ word: UInt64) {
            value = (value ^ word) &* 0x0000_0100_0000_01B3
            value ^= value >> 32
        }
    }
}
