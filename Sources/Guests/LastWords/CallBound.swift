// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Does something about a call that does not come back. libvirt waits for QEMU's answer for as long as it takes, and a
/// QEMU that was stopped never gives one: the thread of its guest, the teardown with it, would wait for ever.
enum CallBound {
    /// For what QEMU does at once, on a host with much to do.
    static let usual = Duration.seconds(20)

    /// - Parameter rescue: on another thread, when the time is up; makes the call fail.
    static func run<Value>(
        _ bound: Duration = usual, rescue: @escaping @Sendable () -> Void, _ call: () throws -> Value
    ) rethrows -> Value {
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + .nanoseconds(Int(bound / .nanoseconds(1))))
        timer.setEventHandler(handler: rescue)
        timer.activate()
        defer { timer.cancel() }
        return try call()
    }
}
