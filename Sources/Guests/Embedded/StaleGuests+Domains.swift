// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import Glibc
import Host

extension StaleGuests {
    /// Ends the domains of dead bootmatrix processes of this host on a connection to a daemon. Rarely finds any: a
    /// daemon ends a guest when its client's connection breaks (VIR_DOMAIN_START_AUTODESTROY). Domains that another
    /// host started are left alone; whether their owner lives cannot be seen from here.
    public static func sweep(_ connection: LibvirtConnection) async -> Report {
        await Blocking.run {
            var report = Report()
            for domain in connection.domains() {
                guard let name = domain.name, name.hasPrefix(DomainDefinition.prefix),
                    let owner = domain.owner, isDead(owner)
                else { continue }
                do {
                    try domain.destroy()
                    report.removed.append(name)
                } catch {
                    report.left.append("\(name): \(error)")
                }
            }
            return report
        }
    }

    /// True when the owner ran on this boot of this host and runs no more: process ids are used again, so the time at
    /// which the process started counts as well. Another user's process may be there and not to be looked at (proc(5),
    /// `hidepid`); it lives, as far as we know.
    static func isDead(_ owner: DomainOwner) -> Bool {
        guard owner.bootID == DomainOwner.current.bootID else { return false }
        if let started = ProcessTable.startTime(of: owner.process) { return started != owner.started }
        return kill(owner.process, 0) != 0 && errno == ESRCH
    }
}

extension DomainHandle {
    /// The owner that the domain's metadata names; nil for a domain that is not ours.
    var owner: DomainOwner? { metadata(DomainXML.metadataNamespace).flatMap { DomainOwner(metadata: $0) } }
}

extension DomainOwner {
    /// Reads the element `owner` as `DomainXML` writes it. libvirt may change its prefix and its quotes.
    init?(metadata: String) {
        func attribute(_ name: String) -> Substring? {
            for quote in ["'", "\""] {
                guard let start = metadata.firstRange(of: " \(name)=\(quote)") else { continue }
                let rest = metadata[start.upperBound...]
                return rest.firstRange(of: quote).map { rest[..<$0.lowerBound] }
            }
            return nil
        }
        guard let process = attribute("process").flatMap({ Int32($0) }),
            let started = attribute("started").flatMap({ UInt64($0) }), let boot = attribute("boot")
        else { return nil }
        self.init(process: process, started: started, bootID: String(boot))
    }
}
