// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Host
import Synchronization
import Vocabulary

/// Which libvirt drives the guests.
public enum LibvirtTarget: Sendable, Hashable {
    /// libvirt's QEMU driver inside this process: no daemon, no host configuration. `runtime` is a short directory for
    /// the run's root, `cache` keeps QEMU's capabilities between runs. One root a process.
    case embedded(runtime: String, cache: String)
    /// Any URI: `qemu:///session`, `qemu:///system`, `qemu+ssh://host/system`, ...
    case uri(String)
}

/// An open connection to libvirt. Shared by all guests of a run; each guest calls it from a thread of its own.
///
/// Unchecked: virConnectPtr may be used from several threads at once (libvirt, "Threading": every API is safe to call
/// on one connection from any thread), and `raw` never changes; it is released only by `close`.
public final class LibvirtConnection: @unchecked Sendable {
    /// As a person would give it, without a local root directory.
    public let name: String
    /// Nil unless embedded.
    let root: EmbeddedRoot?
    let raw: OpaquePointer
    let router: EventRouter
    private let closed = Mutex(false)

    /// Guests run on this host: the URI names no other (libvirt, "Connection URIs": `qemu:///session`).
    public var isLocal: Bool { root != nil || name.contains(":///") }

    private init(name: String, root: EmbeddedRoot?, raw: OpaquePointer, router: EventRouter) {
        self.name = name
        self.root = root
        self.raw = raw
        self.router = router
    }

    /// Opens a connection. Takes milliseconds, or as long as a remote host needs.
    /// - Throws: `GuestError` with what libvirt said.
    public static func open(_ target: LibvirtTarget) async throws -> LibvirtConnection {
        try await Blocking.run { try openNow(target) }
    }

    private static func openNow(_ target: LibvirtTarget) throws -> LibvirtConnection {
        switch target {
        case .embedded(let runtime, let cache):
            let root = try EmbeddedRoot.make(in: runtime, cache: cache)
            LibvirtLibrary.start(log: root.path + "/libvirt.log")
            EmulatorReaper.adoptOrphans()
            do {
                return try connect("qemu:///embed?root=\(root.path)", name: "qemu:///embed", root: root)
            } catch {
                _ = root.remove()
                throw error
            }
        case .uri(let uri):
            LibvirtLibrary.start(log: nil)
            return try connect(uri, name: uri, root: nil)
        }
    }

    private static func connect(_ uri: String, name: String, root: EmbeddedRoot?) throws(GuestError)
        -> LibvirtConnection
    {
        do {
            let raw = try LibvirtFailure.unwrap(virConnectOpen(uri))
            // Seconds between probes and probes without an answer; only remote connections take it.
            virConnectSetKeepAlive(raw, 5, 6)
            let router = EventRouter()
            do {
                try router.subscribe(raw)
            } catch {
                virConnectClose(raw)
                throw error
            }
            return LibvirtConnection(name: name, root: root, raw: raw, router: router)
        } catch {
            let remedy =
                root == nil
                ? "virsh --connect \(ShellQuoting.quote(uri)) version"
                : "install libvirt-daemon-driver-qemu and libvirt-daemon-system"
            throw GuestError(.connect, "cannot connect to \(name)", remedy: remedy, cause: error)
        }
    }

    /// Ends the guests that are still there, closes the connection and removes the root. Returns what could not be
    /// removed. Harmless when repeated. The connection must not be used afterwards.
    public func close() async -> [String] {
        let first = closed.withLock { closed in
            defer { closed = true }
            return !closed
        }
        guard first else { return [] }
        return await Blocking.run { [self] in
            var left: [String] = []
            if let root {
                left += endGuests()
                left += root.remove()
            }
            // Elsewhere the daemon ends them: see VIR_DOMAIN_START_AUTODESTROY.
            virConnectClose(raw)
            return left
        }
    }
}
