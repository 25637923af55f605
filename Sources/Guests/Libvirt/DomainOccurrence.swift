// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Campaign
import Foundation

/// Something that libvirt told about one domain.
enum DomainOccurrence: Sendable, Hashable {
    /// virDomainEventType and the detail enum that belongs to it (libvirt-domain.h).
    case lifecycle(event: Int32, detail: Int32)
    /// QEMU's SHUTDOWN event: comes before the lifecycle event STOPPED.
    case shutdownAnnounced(ShutdownReason)
    case connectionLost(String)
}

/// ShutdownCause of QEMU's qapi/run-state.json, as far as it matters here.
enum ShutdownReason: Hashable, Sendable {
    case guestPoweredOff
    case guestReset
    case guestPanicked
    /// A signal to QEMU, or a command on its monitor.
    case host(String)

    /// Reads `{"guest":true,"reason":"guest-reset"}`; what it does not know counts as the host's doing.
    init(json: String) {
        struct Details: Decodable { var reason: String? }
        let reason = (try? JSONDecoder().decode(Details.self, from: Data(json.utf8)))?.reason ?? ""
        self =
            switch reason {
            case "guest-shutdown": .guestPoweredOff
            case "guest-reset", "subsystem-reset": .guestReset
            case "guest-panic": .guestPanicked
            default: .host(reason)
            }
    }
}

/// What an occurrence means for the guest.
enum GuestChange: Sendable, Hashable {
    case nothing
    /// The guest is paused for good; its streams stay open.
    case panicked
    /// QEMU is gone: the last event, once the streams are drained.
    case ended(GuestEvent)
}

/// Reads a domain's occurrences in order; pure.
struct LifecycleReader: Sendable {
    private var announced: ShutdownReason?

    init() {}

    mutating func read(_ occurrence: DomainOccurrence) -> GuestChange {
        switch occurrence {
        case .shutdownAnnounced(let reason):
            // The first counts: libvirt ends a QEMU that shut down by a signal, and QEMU announces that, too.
            announced = announced ?? reason
            return .nothing
        case .connectionLost(let why):
            return .ended(.connectionLost(why))
        case .lifecycle(let event, let detail):
            switch UInt32(bitPattern: event) {
            case VIR_DOMAIN_EVENT_CRASHED.rawValue: return .panicked
            case VIR_DOMAIN_EVENT_STOPPED.rawValue: return .ended(stopped(UInt32(bitPattern: detail)))
            default: return .nothing
            }
        }
    }

    private func stopped(_ detail: UInt32) -> GuestEvent {
        switch announced {
        case .guestReset: return .rebooted
        case .guestPoweredOff: return .poweredOff
        case .guestPanicked: return .panicked
        case .host(let reason): return .hypervisorGone("QEMU was told to end" + (reason.isEmpty ? "" : " (\(reason))"))
        case nil: break
        }
        switch detail {
        case VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN.rawValue: return .poweredOff
        case VIR_DOMAIN_EVENT_STOPPED_CRASHED.rawValue: return .panicked
        case VIR_DOMAIN_EVENT_STOPPED_DESTROYED.rawValue:
            return .hypervisorGone("the domain was destroyed by somebody else")
        default: return .hypervisorGone("QEMU ended without notice")
        }
    }
}
