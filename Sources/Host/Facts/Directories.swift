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
        func given(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : Self.absolute($0) }
        }
        func pick(_ own: String, _ xdg: String, _ fallback: String) -> String {
            if let path = given(own) { return path }
            if let path = environment[xdg], path.hasPrefix("/") { return path + "/bootmatrix" }
            return (given("HOME") ?? Self.homeOfRecord() ?? "") + fallback
        }
        cache = pick("BOOTMATRIX_CACHE", "XDG_CACHE_HOME", "/.cache/bootmatrix")
        state = pick("BOOTMATRIX_STATE", "XDG_STATE_HOME", "/.local/state/bootmatrix")
        let temporary = given("TMPDIR") ?? "/tmp"
        let short = temporary.utf8.count > 20 ? "/tmp" : temporary
        runtime = given("BOOTMATRIX_RUNTIME") ?? "\(short)/bootmatrix-\(getuid())"
        leases = given("BOOTMATRIX_LEASES") ?? Self.leases(locks: "/run/lock", temporary: "/tmp")
    }

    /// Where all users of this host find the leases. Decided by what is the same for every one of them: distributions
    /// differ in whether everybody may write to /run/lock, and two users with two directories would share nothing.
    static func leases(locks: String, temporary: String) -> String {
        var info = stat()
        let isForAll = stat(locks, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR && info.st_mode & 0o002 != 0
        return isForAll ? locks + "/bootmatrix" : temporary + "/bootmatrix-leases"
    }

    /// The home directory that the user database names, for services and cron jobs without HOME; nil for a user who is
    /// not in it (getpwuid_r(3)).
    private static func homeOfRecord() -> String? {
        var record = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(getuid(), &record, &buffer, buffer.count, &found) == 0, found != nil,
            let home = record.pw_dir.map({ String(cString: $0) }), home.hasPrefix("/"), home != "/"
        else { return nil }
        return home
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
