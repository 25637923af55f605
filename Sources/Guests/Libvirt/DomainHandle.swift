// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Glibc

/// One virDomainPtr, freed with its last user. Belongs to the actor that made it; its calls block.
final class DomainHandle {
    let raw: OpaquePointer

    /// Takes over a reference that libvirt gave out.
    init(owning raw: OpaquePointer) { self.raw = raw }

    deinit { virDomainFree(raw) }

    /// The domain's UUID in its usual text form; nil for a null pointer.
    static func uuid(of domain: OpaquePointer?) -> String? {
        guard let domain else { return nil }
        return text(Int(VIR_UUID_STRING_BUFLEN)) { virDomainGetUUIDString(domain, $0) }
    }

    var name: String? { virDomainGetName(raw).map { String(cString: $0) } }

    /// The metadata element of a namespace, as XML; nil where there is none.
    func metadata(_ namespace: String) -> String? {
        let type = Int32(VIR_DOMAIN_METADATA_ELEMENT.rawValue)
        guard let text = virDomainGetMetadata(raw, type, namespace, 0) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    /// Runs what was created paused.
    func resume() throws(LibvirtFailure) { try LibvirtFailure.check(virDomainResume(raw)) }

    /// Ends the guest at once; a domain that is already gone is a success. Waits until QEMU has ended.
    func destroy() throws(LibvirtFailure) {
        do {
            try LibvirtFailure.check(virDomainDestroy(raw))
        } catch {
            if error.isNoDomain || error.isWrongState { return }
            throw error
        }
    }

    /// Connects a stream to the first serial console. FORCE takes it from whoever holds it (virDomainOpenConsole).
    func openConsole(_ stream: OpaquePointer) throws(LibvirtFailure) {
        try LibvirtFailure.check(virDomainOpenConsole(raw, nil, stream, UInt32(VIR_DOMAIN_CONSOLE_FORCE.rawValue)))
    }

    /// Connects a stream to a virtio-serial port by its name in the guest.
    func openChannel(_ name: String, _ stream: OpaquePointer) throws(LibvirtFailure) {
        try LibvirtFailure.check(virDomainOpenChannel(raw, name, stream, UInt32(VIR_DOMAIN_CHANNEL_FORCE.rawValue)))
    }

    private static func text(_ capacity: Int, _ fill: (UnsafeMutablePointer<CChar>) -> Int32) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            guard let start = buffer.baseAddress, fill(start) == 0 else { return nil }
            return String(cString: start)
        }
    }
}
