// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Synchronization

/// Carries a connection's domain events to the guests they are about, by UUID.
///
/// Registered for the whole connection before any domain exists: a guest that dies in its first millisecond is seen,
/// which a registration for one domain, possible only after its creation, could miss.
final class EventRouter: Sendable {
    /// Called on libvirt's event thread; must not block.
    typealias Handler = @Sendable (DomainOccurrence) -> Void

    private struct State {
        var handlers: [String: Handler] = [:]
        /// Why the connection is gone; told to guests that come late, too.
        var lost: String?
    }
    private let state = Mutex(State())

    func add(_ uuid: String, _ handler: @escaping Handler) {
        let lost = state.withLock { state in
            state.handlers[uuid] = handler
            return state.lost
        }
        if let lost { handler(.connectionLost(lost)) }
    }

    func remove(_ uuid: String) {
        state.withLock { _ = $0.handlers.removeValue(forKey: uuid) }
    }

    func deliver(_ occurrence: DomainOccurrence, to uuid: String) {
        let handler = state.withLock { $0.handlers[uuid] }
        handler?(occurrence)
    }

    func connectionClosed(_ reason: String) {
        let handlers = state.withLock { state in
            state.lost = reason
            return Array(state.handlers.values)
        }
        for handler in handlers { handler(.connectionLost(reason)) }
    }
}

extension EventRouter {
    /// Subscribes to lifecycle events and to QEMU's SHUTDOWN event.
    ///
    /// The latter (libvirt-qemu.h) is the only one that says whether the guest reset itself or powered off: libvirt
    /// tells both as "shut down by the guest". Where the connection cannot subscribe to it, as on a driver other than
    /// QEMU's, a reset reads as a power-off.
    func subscribe(_ connection: OpaquePointer) throws(LibvirtFailure) {
        try LibvirtFailure.check(
            bm_lifecycle_register(connection, Self.onLifecycle, retained(), Self.release))
        let context = retained()
        let result = virConnectDomainQemuMonitorEventRegister(
            connection, nil, "SHUTDOWN", Self.onMonitorEvent, context, Self.release, 0)
        if result < 0 { Self.release(context) }
        // Only remote connections can be lost; others refuse the registration.
        let closing = retained()
        if virConnectRegisterCloseCallback(connection, Self.onClose, closing, Self.release) < 0 {
            Self.release(closing)
        }
    }

    /// A reference that libvirt holds until it calls `release`.
    private func retained() -> UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }

    private static let release: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
        guard let context else { return }
        Unmanaged<EventRouter>.fromOpaque(context).release()
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> EventRouter? {
        context.map { Unmanaged<EventRouter>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let onLifecycle: virConnectDomainEventCallback = { _, domain, event, detail, context in
        guard let uuid = DomainHandle.uuid(of: domain) else { return 0 }
        EventRouter.from(context)?.deliver(.lifecycle(event: event, detail: detail), to: uuid)
        return 0
    }

    private static let onMonitorEvent: virConnectDomainQemuMonitorEventCallback = {
        _, domain, _, _, _, details, context in
        guard let uuid = DomainHandle.uuid(of: domain) else { return }
        let text = details.map { String(cString: $0) } ?? ""
        EventRouter.from(context)?.deliver(.shutdownAnnounced(ShutdownReason(json: text)), to: uuid)
    }

    private static let onClose: virConnectCloseFunc = { _, reason, context in
        let text =
            switch UInt32(bitPattern: reason) {
            case VIR_CONNECT_CLOSE_REASON_EOF.rawValue: "the libvirt daemon closed the connection"
            case VIR_CONNECT_CLOSE_REASON_KEEPALIVE.rawValue: "the libvirt daemon does not answer"
            default: "the connection to libvirt was lost"
            }
        EventRouter.from(context)?.connectionClosed(text)
    }
}
