// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Glibc

extension LibvirtConnection {
    /// Destroys every domain of this connection, which must be embedded: nobody else can have any there.
    func endGuests() -> [String] {
        domains().compactMap { domain in
            do {
                try domain.destroy()
                return nil
            } catch {
                return "a guest under \(name): \(error)"
            }
        }
    }

    /// Creates a transient domain. Blocks.
    /// - Parameter flags: of virDomainCreateFlags.
    func create(_ xml: String, flags: UInt32) throws(LibvirtFailure) -> DomainHandle {
        DomainHandle(owning: try LibvirtFailure.unwrap(virDomainCreateXML(raw, xml, flags)))
    }

    /// The running domains. Blocks.
    func domains() -> [DomainHandle] {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = virConnectListAllDomains(raw, &list, UInt32(VIR_CONNECT_LIST_DOMAINS_ACTIVE.rawValue))
        guard count >= 0, let list else { return [] }
        defer { free(list) }
        return (0..<Int(count)).compactMap { list[$0].map { DomainHandle(owning: $0) } }
    }

    /// Destroys a domain that another thread's call waits for: libvirt ends QEMU before it waits for anything
    /// (qemuDomainDestroyFlags). Blocks.
    func destroy(_ uuid: String) {
        guard let found = virDomainLookupByUUIDString(raw, uuid) else { return }
        try? DomainHandle(owning: found).destroy()
    }
}
