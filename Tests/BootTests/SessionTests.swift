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
                let user = try harness.as(.nobody)
                // Without it QEMU's output goes through virtlogd, another daemon.
                try "stdio_handler = \"file\"\n".write(
                    toFile: user.root + "/c/libvirt/qemu.conf", atomically: true, encoding: .utf8)
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
    /// Starts libvirtd in the foreground, and waits for its socket.
    func startDaemon() throws -> Invocation {
        var environment = environment
        environment["XDG_CACHE_HOME"] = nil
        let socket = root + "/x/libvirt/libvirt-sock"
        // That of one that was killed is no sign of this one.
        try? FileManager.default.removeItem(atPath: socket)
        let daemon = try Invocation(
            wrapper + ["libvirtd"], in: root, environment: environment, files: root + "/libvirtd")
        while !FileManager.default.fileExists(atPath: socket) {
            try #require(daemon.isRunning, "libvirtd ended: \(daemon.errors)")
            usleep(50_000)
        }
        return daemon
    }
}
