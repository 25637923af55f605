// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Glibc

/// A file that somebody named and that is read into memory.
public enum SmallFile {
    /// Nil where there is no regular file of at most so many bytes that can be read. Anything else is not opened: a named
    /// pipe would hold us for ever, and a device may have no end.
    public static func content(_ path: String, limit: Int) -> Data? {
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_size <= limit else { return nil }
        return FileManager.default.contents(atPath: path)
    }
}
