// SPDX-License-Identifier: Apache-2.0

import Campaign
import Testing

@testable import Guests

/// Numbers from libvirt-domain.h: STOPPED is 5, SHUTDOWN 6, CRASHED 8.
@Suite("A domain's lifecycle")
struct LifecycleTests {
    private func end(_ reason: ShutdownReason?..., detail: Int32) -> GuestChange {
        var reader = LifecycleReader()
        for case .some(let reason) in reason { #expect(reader.read(.shutdownAnnounced(reason)) == .nothing) }
        #expect(reader.read(.lifecycle(event: 6, detail: 1)) == .nothing)
        return reader.read(.lifecycle(event: 5, detail: detail))
    }

    @Test("tells a reset from a power-off by QEMU's reason; libvirt reports both alike")
    func resetOrPowerOff() {
        #expect(end(ShutdownReason(json: #"{"guest":true,"reason":"guest-reset"}"#), detail: 0) == .ended(.rebooted))
        #expect(
            end(ShutdownReason(json: #"{"guest":true,"reason":"guest-shutdown"}"#), detail: 0) == .ended(.poweredOff))
    }

    @Test("believes the first reason: libvirt then ends QEMU by a signal, which is announced as well")
    func firstReason() {
        let signal = ShutdownReason(json: #"{"guest":false,"reason":"host-signal"}"#)
        #expect(end(.guestPoweredOff, signal, detail: 0) == .ended(.poweredOff))
        #expect(end(signal, detail: 0) == .ended(.hypervisorGone("QEMU was told to end (host-signal)")))
    }

    @Test("reads libvirt's detail where QEMU announced nothing")
    func details() {
        #expect(end(detail: 0) == .ended(.poweredOff))
        #expect(end(detail: 1) == .ended(.hypervisorGone("the domain was destroyed by somebody else")))
        #expect(end(detail: 2) == .ended(.panicked))
        #expect(end(detail: 5) == .ended(.hypervisorGone("QEMU ended without notice")))
        #expect(end(detail: 99) == .ended(.hypervisorGone("QEMU ended without notice")))
    }

    @Test("sees a panic, a lost connection, and nothing in what it does not know")
    func others() {
        var reader = LifecycleReader()
        #expect(reader.read(.lifecycle(event: 8, detail: 0)) == .panicked)
        #expect(reader.read(.lifecycle(event: 2, detail: 0)) == .nothing)
        #expect(reader.read(.lifecycle(event: 77, detail: 0)) == .nothing)
        #expect(reader.read(.connectionLost("gone")) == .ended(.connectionLost("gone")))
        #expect(ShutdownReason(json: "not JSON") == .host(""))
        #expect(ShutdownReason(json: #"{"reason":"new-reason"}"#) == .host("new-reason"))
    }
}
