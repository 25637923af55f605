// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Vocabulary

/// The directory in which embedded libvirt keeps everything: configuration, sockets, QEMU's logs. One a run.
///
/// Its `owner` file is locked for as long as this process lives, so that `StaleGuests` knows a root without an owner.
final class EmbeddedRoot: Sendable {
    let path: String
    private let cache: String
    private let owner: FileLock

    /// libvirt adds up to 52 bytes of its own to a socket's path, which may have 107 (unix(7)).
    static let longestPath = 54
    static let ownerFile = "owner"

    private init(path: String, cache: String, owner: consuming FileLock) {
        self.path = path
        self.cache = cache
        self.owner = owner
    }

    /// - Parameters:
    ///   - runtime: made when absent, private to the user.
    ///   - cache: where QEMU's capabilities are kept between runs.
    static func make(in runtime: String, cache: String) throws -> EmbeddedRoot {
        try RuntimeDirectory.prepare(runtime)
        // Between making a root and locking its owner file a sweep would take it for a dead one.
        let root = try RuntimeDirectory.gated(runtime) {
            let path = try makeDirectory(in: runtime)
            guard let owner = try FileLock.attempt(path + "/" + ownerFile) else {
                throw GuestError(.root, "somebody else uses the new root", at: path)
            }
            owner.write("\(getpid())\n")
            return EmbeddedRoot(path: path, cache: cache, owner: consume owner)
        }
        do {
            try Directories.make(root.path + "/etc")
            try Directories.make(root.path + "/io")
            try configuration(user: geteuid())
                .write(toFile: root.path + "/etc/qemu.conf", atomically: false, encoding: .utf8)
        } catch {
            _ = root.remove()
            throw error
        }
        CapabilitiesCache.restore(from: cache, to: root.path)
        return root
    }

    private static func makeDirectory(in runtime: String) throws -> String {
        for number in 1...9999 {
            let path = "\(runtime)/\(number)"
            guard path.utf8.count <= longestPath else { break }
            if mkdir(path, 0o700) == 0 { return path }
            guard errno == EEXIST else { throw HostError.file("make the directory", path, errno: errno) }
        }
        throw GuestError(
            .root,
            "no room for a root directory: \(longestPath) bytes is the longest path that leaves room for sockets",
            at: runtime, remedy: "set BOOTMATRIX_RUNTIME to a short directory, or remove old roots there")
    }

    /// Where a guest's sockets go, `io/NUMBER.KIND` at the longest.
    func socketPath(_ name: String) -> String { "\(path)/io/\(name)" }

    /// QEMU's standard error of a domain.
    func log(of domain: String) -> String { "\(path)/log/qemu/\(domain).log" }

    /// Where libvirt writes the process id of a domain's QEMU.
    private func processFile(of domain: String) -> String { "\(path)/run/qemu/\(domain).pid" }

    /// Starts a domain's QEMU by `work`; see `EmulatorReaper`.
    func starting<Value, Failure: Error>(
        _ domain: String, _ work: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let file = processFile(of: domain)
        return try EmulatorReaper.during(files: { [file] }, work)
    }

    /// Lets libvirt find out about QEMU by `work`, which starts some.
    func probing<Value, Failure: Error>(_ work: () throws(Failure) -> Value) throws(Failure) -> Value {
        let directory = path + "/lib/qemu"
        return try EmulatorReaper.during(
            files: {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
                return names.filter { $0.hasPrefix("qmp-") }.map { "\(directory)/\($0)/qmp.pid" }
            }, work)
    }

    /// The QEMU process of a running domain.
    func emulator(of domain: String) -> pid_t? {
        guard let text = try? String(contentsOfFile: processFile(of: domain), encoding: .utf8) else { return nil }
        return pid_t(text.prefix(while: \.isNumber))
    }

    /// Ends the QEMU of a domain with KILL: nothing of a guest that is to end is worth a flush. Does nothing where it
    /// is gone.
    func killEmulator(of domain: String) {
        guard let process = emulator(of: domain), let handle = PinnedProcess(process),
            let arguments = ProcessTable.emulatorArguments(of: process), StaleGuests.belongs(arguments, to: path),
            arguments.contains(where: { $0.hasPrefix("guest=\(domain),") })
        else { return }
        _ = handle.kill()
    }

    /// Keeps what libvirt found out about QEMU for the next run.
    func keepCapabilities() { CapabilitiesCache.keep(from: path, in: cache) }

    /// Removes the directory, behind the gate: a sweep that saw half of it would take it for a dead one.
    /// - Returns: what could not be removed.
    func remove() -> [String] {
        let runtime = (path as NSString).deletingLastPathComponent
        do {
            try RuntimeDirectory.gated(runtime) { try FileManager.default.removeItem(atPath: path) }
            return []
        } catch {
            return FileManager.default.fileExists(atPath: path) ? ["\(path): \(error.localizedDescription)"] : []
        }
    }

    /// `etc/qemu.conf`. Pure.
    /// - Parameter user: 0 needs to say that QEMU keeps running as root, or it would lose access to the run's files.
    static func configuration(user: uid_t) -> String {
        var lines = [
            "# QEMU writes its log itself: there is no virtlogd to ask.",
            #"stdio_handler = "file""#,
            "# No label, no owner, no mount namespace, no cgroup: the host's set-up is left alone.",
            #"security_driver = "none""#,
            "security_default_confined = 0",
            "remember_owner = 0",
            "namespaces = []",
            "cgroup_controllers = []",
        ]
        if user == 0 {
            lines += [#"user = "+0""#, #"group = "+0""#]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
