// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Glibc
import Host
import Testing

/// A user without rights. As root a test becomes one; otherwise it is one.
struct OrdinaryUser {
    let id: uid_t

    static let nobody = OrdinaryUser(id: geteuid() == 0 ? 65534 : geteuid())

    /// One whom the user database does not know, and who owns nothing on this host before the test.
    static func stranger() -> OrdinaryUser {
        OrdinaryUser(id: geteuid() == 0 ? uid_t.random(in: 61_000...64_999) : geteuid())
    }

    /// Words that run the rest of a command line as this user.
    var wrapper: [String] {
        geteuid() == 0 ? ["setpriv", "--reuid=\(id)", "--regid=\(id)", "--clear-groups"] : []
    }

    /// Gives the user a directory with everything in it.
    func own(_ path: String) throws {
        guard geteuid() == 0 else { return }
        let own = Process()
        own.executableURL = URL(fileURLWithPath: "/bin/chown")
        own.arguments = ["--no-dereference", "-R", "\(id):\(id)", path]
        try own.run()
        own.waitUntilExit()
        try #require(own.terminationStatus == 0)
    }

    /// What the user owns in the places that everybody may write to; elsewhere nothing can be.
    func belongings() -> Set<String> {
        let places = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", Directories().leases]
        return places.reduce(into: []) { found, place in
            for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] {
                var info = stat()
                if lstat("\(place)/\(name)", &info) == 0, info.st_uid == id { found.insert("\(place)/\(name)") }
            }
        }
    }
}

extension Harness {
    /// This harness as seen by a user without rights: own home, own copies of the executable and of what is wanted of
    /// the cache. The project is readable and no more.
    ///
    /// - Parameter leavingOut: directories of the cache that the user shall make from nothing.
    func `as`(_ ordinary: OrdinaryUser, leavingOut: Set<String> = []) throws -> Harness {
        let files = FileManager.default
        // Short: libvirt puts sockets below the configuration, and their paths end at 107 bytes (unix(7)).
        let base = root + "/u"
        for name in ["home", "c/libvirt", "x"] {
            try files.createDirectory(atPath: "\(base)/\(name)", withIntermediateDirectories: true)
        }
        try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: base + "/x")
        _ = try CacheCopy(of: Directories().cache, to: base + "/cache", leavingOut: leavingOut)
        try ordinary.own(base)
        for name in ["bin", "project"] {
            try files.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
        }
        try files.copyItem(atPath: executable, toPath: root + "/bin/bootmatrix")
        for name in ["kernels", "images", "matrix.yaml"] {
            try files.copyItem(atPath: "\(Places.root)/\(name)", toPath: "\(root)/project/\(name)")
        }
        var user = Harness(root: base)
        user.project = root + "/project"
        user.cache = base + "/cache"
        user.executable = root + "/bin/bootmatrix"
        user.extra = ["HOME": base + "/home", "XDG_CONFIG_HOME": base + "/c", "XDG_RUNTIME_DIR": base + "/x"]
        user.wrapper = ordinary.wrapper
        return user
    }
}
