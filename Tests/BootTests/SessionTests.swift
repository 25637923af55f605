// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import Host
import Testing
import Verdicts

extension Boots {
    /// The same guest through a libvirt daemon of an ordinary user. As root the test becomes that user, because
    /// libvirt has no session daemon for root.
    @Suite(.serialized) struct Session {
        @Test func aCellBootsThroughASessionDaemon() async throws {
            try await Harness.use { harness in
                // The cache must hold what the cell needs; this user could not build it.
                _ = try await harness.bootmatrix(
                    "run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "1")
                let user = try harness.asOrdinaryUser()
                let daemon = try user.startDaemon()
                let outcome = try await user.bootmatrix(
                    "run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "1", "--connect",
                    "qemu:///session")
                // Not TERM: Foundation starts processes with the signal mask of one of its threads, which blocks it.
                daemon.signal(SIGKILL)
                let ended = await daemon.finish()
                #expect(outcome.status == 0, "\(outcome.output)\n\(ended.errors)")
                let boot = try user.latestRun().outcome("stats", 1)
                #expect(boot.record.machine.connection == "qemu:///session")
                #expect(boot.record.exit == .sealed)
                #expect(boot.reading.problems == [])
                #expect(user.leftovers() == [])
            }
        }
    }
}

extension Harness {
    /// This harness as seen by a user without rights: own home, own copy of the cache, the executable and the project.
    fileprivate func asOrdinaryUser() throws -> Harness {
        let files = FileManager.default
        let base = root + "/u"
        for name in ["home", "c/libvirt", "x", "bin", "project"] {
            try files.createDirectory(atPath: "\(base)/\(name)", withIntermediateDirectories: true)
        }
        try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: base + "/x")
        _ = try CacheCopy(of: Directories().cache, to: base + "/cache")
        try files.copyItem(atPath: executable, toPath: base + "/bin/bootmatrix")
        for name in ["kernels", "images", "matrix.yaml"] {
            try files.copyItem(atPath: "\(Places.root)/\(name)", toPath: "\(base)/project/\(name)")
        }
        // Without it QEMU's output goes through virtlogd, another daemon.
        try "stdio_handler = \"file\"\n".write(
            toFile: base + "/c/libvirt/qemu.conf", atomically: true, encoding: .utf8)
        var user = Harness(root: base)
        user.project = base + "/project"
        user.cache = base + "/cache"
        user.executable = base + "/bin/bootmatrix"
        // Short: libvirt puts sockets below the configuration, and their paths end at 107 bytes (unix(7)).
        user.extra = ["HOME": base + "/home", "XDG_CONFIG_HOME": base + "/c", "XDG_RUNTIME_DIR": base + "/x"]
        if geteuid() == 0 {
            let nobody = "65534"
            let own = Process()
            own.executableURL = URL(fileURLWithPath: "/bin/chown")
            own.arguments = ["-R", "\(nobody):\(nobody)", base]
            try own.run()
            own.waitUntilExit()
            try #require(own.terminationStatus == 0)
            user.wrapper = ["setpriv", "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups"]
        }
        return user
    }

    /// Starts libvirtd in the foreground, and waits for its socket.
    fileprivate func startDaemon() throws -> Invocation {
        var environment = environment
        environment["XDG_CACHE_HOME"] = nil
        let daemon = try Invocation(
            wrapper + ["libvirtd"], in: root, environment: environment, files: root + "/libvirtd")
        let socket = root + "/x/libvirt/libvirt-sock"
        while !FileManager.default.fileExists(atPath: socket) {
            try #require(daemon.isRunning, "libvirtd ended: \(daemon.errors)")
            usleep(50_000)
        }
        return daemon
    }
}
