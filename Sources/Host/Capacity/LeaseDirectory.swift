// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Glibc
import Vocabulary

/// The directory in which all processes of a host, of whatever user, keep their leases and tickets. As in /tmp anybody
/// may add files (mode 1777), and only their owner removes them.
///
///     gate                           locked for microseconds by who looks and takes, so that both are one step
///     lease-PROCESS-RANDOM           a part of the host (`LeaseFile`)
///     wait-NUMBER-PROCESS-RANDOM     a place in the line (`WaitingLine`)
struct LeaseDirectory: Sendable {
    let path: String
    private var gate: String { path + "/gate" }

    init(_ path: String) throws(HostError) {
        self.path = path
        try prepare()
    }

    /// Everything that is held now.
    struct Contents: Sendable {
        var leases: [LeaseFile] = []
        var line = WaitingLine()

        var cpus: Int { leases.reduce(0) { $0 + $1.demand.cpus } }
        var memory: ByteCount { leases.reduce(ByteCount(0)) { $0 + $1.demand.memory } }
    }

    /// The gate, or nil when it is held by another.
    func enter() throws(HostError) -> FileLock? {
        if access(gate, F_OK) != 0 { try prepare() }
        do {
            return try FileLock.attempt(gate)
        } catch {
            throw HostError(
                .file, error.what, at: gate,
                remedy: "sudo chmod 644 \(gate), or set BOOTMATRIX_LEASES to a directory that all users may write to")
        }
    }

    /// The gate, as soon as it is free: everybody else holds it for as long as a glance takes.
    func entered() async throws -> FileLock {
        while true {
            if let gate = try enter() { return gate }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// The living leases and tickets; the stale ones count nothing and are removed, where they are ours to remove. Call
    /// with the gate held.
    /// - Parameters:
    ///   - cpus: what one file can count at most; somebody else may have written anything.
    ///   - memory: the same.
    func contents(cpus: Int, memory: ByteCount) throws(HostError) -> Contents {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw HostError.file("read the leases", path, errno: EACCES)
        }
        var contents = Contents()
        for name in names {
            let place = WaitingLine.Place(name: name)
            guard place != nil || name.hasPrefix("lease-") else { continue }
            let file = path + "/" + name
            switch LeaseFile.look(at: file, name: name) {
            case .foreign: continue
            case .free: unlink(file)
            case .held(var held):
                held.demand.cpus = min(held.demand.cpus, cpus)
                held.demand.memory = min(held.demand.memory, memory)
                if let place {
                    contents.line.add(place, held)
                } else {
                    contents.leases.append(held)
                }
            }
        }
        return contents
    }

    /// Makes a locked file with a demand's line in it. Call with the gate held.
    /// - Parameter prefix: of its name, with the hyphen.
    func hold(_ prefix: String, _ demand: Demand) throws(HostError) -> FileLock {
        let file = path + "/\(prefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        // Who looks without the gate, as `held(in:)` does, has the new file locked for an instant.
        var made: FileLock?
        for _ in 0..<100 {
            made = try FileLock.attempt(file)
            if made != nil { break }
            usleep(100)
        }
        guard let lock = made else { throw HostError.file("lock", file, errno: EWOULDBLOCK) }
        // Others must be able to look, whatever our umask is.
        lock.setMode(0o644)
        guard lock.write(LeaseFile.text(demand)) else {
            unlink(file)
            throw HostError.file("write", file, errno: ENOSPC)
        }
        return lock
    }

    /// Directory and gate appear with the permissions that they keep: between making one and opening it to others,
    /// another user would fail.
    private func prepare() throws(HostError) {
        if access(path, F_OK) != 0 {
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
            try Directories.make(parent)
            let own = "\(path).\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
            guard mkdir(own, 0o700) == 0 else { throw HostError.file("make the directory", path, errno: errno) }
            chmod(own, 0o1777)
            // Somebody else's may be there by now, which is as good.
            if rename(own, path) != 0 { rmdir(own) }
        }
        try Directories.make(path)
        guard access(gate, F_OK) != 0 else { return }
        let own = path + "/.gate-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = open(own, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw HostError(
                .file, "cannot take a part of the host: \(String(cString: strerror(errno)))", at: path,
                remedy: "sudo chmod 1777 \(path), or set BOOTMATRIX_LEASES to a directory that all users may write to")
        }
        fchmod(descriptor, 0o644)
        close(descriptor)
        link(own, gate)
        unlink(own)
    }
}
