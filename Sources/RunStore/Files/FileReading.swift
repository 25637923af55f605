// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reading that expects the worst of what it finds.
enum FileReading {
    /// A regular file's bytes.
    ///
    /// - Parameter limit: a longer file is refused before it is read.
    static func bytes(of path: String, limit: Int) throws(RunStoreError) -> [UInt8] {
        // Without O_NONBLOCK a named pipe in the file's place would hold us for ever (open(2)).
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ELOOP { throw .unreadable("this is a link and not a file", at: path) }
            throw .system("open this file", path, errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("look at this file", path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("this is not a file", at: path) }
        guard status.st_size <= limit else { throw .unreadable("this file is larger than it can be", at: path) }
        var number: Int32 = 0
        let size = Int(status.st_size)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size {
                let count = read(descriptor, buffer.baseAddress.map { $0 + filled }, size - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { number = errno }
                if count <= 0 { return }
                filled += count
            }
        }
        guard number == 0 else { throw .system("read this file", path, number) }
        return bytes
    }

    /// The names in a directory, sorted, without `.` and `..`.
    static func entries(of path: String) throws(RunStoreError) -> [String] {
        guard let directory = opendir(path) else { throw .system("read this directory", path, errno) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether there is anything of that name; a dangling link counts.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }
}
