// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Glibc

/// Where things are kept: what can be made again in the cache, what cannot in the state directory (XDG Base Directory
/// specification). `BOOTMATRIX_CACHE`, `BOOTMATRIX_STATE` and `BOOTMATRIX_RUNTIME` override.
public struct Directories: Sendable {
    public var cache: String
    public var state: String
    /// For sockets and the roots of embedded libvirt: short, because a socket's path has at most 107 bytes (unix(7)).
    public var runtime: String
    /// For leases that every user of the host must see.
    public var leases: String

    /// The directories of this process.
    public init() { self.init(environment: ProcessInfo.processInfo.environment) }

    public init(environment: [String: String]) {
        func pick(_ own: String, _ xdg: String, _ fallback: String) -> String {
            if let path = environment[own], !path.isEmpty { return Self.absolute(path) }
            if let path = environment[xdg], path.hasPrefix("/") { return path + "/bootmatrix" }
            return (environment["HOME"] ?? "/") + fallback
        }
        cache = pick("BOOTMATRIX_CACHE", "XDG_CACHE_HOME", "/.cache/bootmatrix")
        state = pick("BOOTMATRIX_STATE", "XDG_STATE_HOME", "/.local/state/bootmatrix")
        let temporary = environment["TMPDIR"].map { Self.absolute($0) } ?? "/tmp"
        let short = temporary.utf8.count > 20 ? "/tmp" : temporary
        runtime = environment["BOOTMATRIX_RUNTIME"].map { Self.absolute($0) } ?? "\(short)/bootmatrix-\(getuid())"
        leases = environment["BOOTMATRIX_LEASES"].map { Self.absolute($0) } ?? "/run/lock/bootmatrix"
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    /// Makes a directory and its parents, private to the user unless said otherwise.
    /// - Throws: `HostError` with the errno's text.
    public static func make(_ path: String, mode: mode_t = 0o755) throws(HostError) {
        if mkdir(path, mode) == 0 { return }
        switch errno {
        case EEXIST:
            var info = stat()
            guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
                throw HostError.file("make the directory", path, errno: ENOTDIR)
            }
        case ENOENT:
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
            guard parent != path else { throw HostError.file("make the directory", path, errno: ENOENT) }
            try make(parent)
            guard mkdir(path, mode) == 0 || errno == EEXIST else {
                throw HostError.file("make the directory", path, errno: errno)
            }
        case let code:
            throw HostError.file("make the directory", path, errno: code)
        }
    }

    /// Why this process could not keep files in a directory: the directory, or the nearest that is there above it, is not
    /// writable. Nil where it could. Makes nothing.
    public static func obstacle(to path: String) -> HostError? {
        var place = path
        while true {
            var info = stat()
            if stat(place, &info) == 0 {
                guard info.st_mode & S_IFMT == S_IFDIR else { return .file("keep files in", place, errno: ENOTDIR) }
                return access(place, W_OK | X_OK) == 0 ? nil : .file("keep files in", place, errno: errno)
            }
            guard errno == ENOENT, place != "/" else { return .file("look at", place, errno: errno) }
            place = URL(fileURLWithPath: place).deletingLastPathComponent().path
        }
    }
}
