// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import CLibvirt
import Campaign
import Foundation
import Glibc
import Host
import Vocabulary

/// What a guest is asked and what is taken from it before it is ended.
extension LibvirtGuest {
    func listen() async -> AsyncStream<GuestEvent>? { output.listen() }

    func pressSystemRequest(_ key: UInt8) async throws {
        try asking { try $0.sendBreak() }
        await type([key])
    }

    func interrupt() async throws { try asking { try $0.injectInterrupt() } }

    func goOn() async throws { try asking { try $0.resume() } }

    func dumpMemory(to path: String) async throws -> PostMortemRecord.Core {
        guard connection.isLocal else {
            throw GuestError(.lastWords, blame: .user, "the guest runs on another host, and libvirt would write there")
        }
        let handle = try known()
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let wanted = domain.memory + .mebibytes(256)
        if let free = HostFacts.freeSpace(at: directory), free < wanted {
            throw GuestError(
                .lastWords, "the guest has \(domain.memory), and \(free) is free", at: directory,
                remedy: "free disk space, or set BOOTMATRIX_STATE to a directory on a larger disk")
        }
        try asking { try $0.pause() }
        let pipe = try MemoryPipe(to: path, limit: wanted)
        pipe.start(patience: .seconds(60), onStall: rescue)
        return try await withTaskCancellationHandler {
            do {
                try handle.dumpMemory(to: pipe.path)
            } catch {
                pipe.stop()
                _ = try? pipe.finish()
                throw GuestError(.lastWords, "the guest's memory was not written", at: domain.name, cause: error)
            }
            return try pipe.finish()
        } onCancel: {
            pipe.stop()
        }
    }

    func keepDisk() async throws -> DeadDisk? {
        guard connection.isLocal else {
            throw GuestError(.lastWords, blame: .user, "the guest and its disk were on another host")
        }
        guard case .overlay(let overlay, _)? = domain.disks.first?.content else { return nil }
        // One that has ended by itself is as still as can be.
        try? asking { try $0.pause() }
        guard try OverlayFile.isWritten(overlay) else { return nil }
        // Another name for the same file: the end of the guest takes the first.
        let kept = overlay + ".dead"
        unlink(kept)
        guard link(overlay, kept) == 0 else { throw HostError.file("keep the disk", overlay, errno: errno) }
        return DeadDisk(overlay: kept)
    }

    /// Without QEMU, libvirt's calls come back.
    private var rescue: @Sendable () -> Void {
        let (connection, domain) = (connection, domain)
        return {
            guard let root = connection.root else { return connection.destroy(domain.uuid) }
            root.killEmulator(of: domain.name)
        }
    }

    private func asking<Value>(_ call: (DomainHandle) throws -> Value) throws -> Value {
        let handle = try known()
        return try CallBound.run(rescue: rescue) { try call(handle) }
    }

    private func known() throws -> DomainHandle {
        guard let handle else { throw GuestError(.lastWords, "the guest is gone", at: domain.name) }
        return handle
    }
}
