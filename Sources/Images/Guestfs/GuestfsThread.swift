// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Glibc
import Synchronization

/// Runs work with a libguestfs handle on a thread of its own: its calls block for seconds, and Swift's cooperative pool
/// has only as many threads as the host has CPUs.
struct GuestfsThread: Sendable {
    var settings: GuestfsSettings
    var listener: GuestfsListener
    /// How long the appliance may say and do nothing before it is ended.
    var patience = Self.usualPatience
    /// Told once, as soon as it is known, which directory libguestfs made outside of ours.
    var onSocketDirectory: @Sendable (String) -> Void = { _ in }

    static let usualPatience = Duration.seconds(300)

    enum Ending: Error { case stalled }

    /// Creates the handle, applies the settings, runs the work and closes the handle, in this order and always.
    ///
    /// Cancellation ends the appliance: the call that is under way fails, and this throws `CancellationError`.
    /// - Throws: `GuestfsFailure`, `Ending.stalled`, `CancellationError`, or what the work throws.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable (borrowing GuestfsHandle) throws -> Value
    ) async throws -> Value {
        let state = RunState()
        let guarding = startGuard(state)
        defer { guarding.cancel() }
        return try await withTaskCancellationHandler {
            do {
                return try await onThread {
                    let handle = try GuestfsHandle.open(listener: listener)
                    try handle.apply(settings)
                    guard !state.isCancelled else { throw CancellationError() }
                    return try work(handle)
                }
            } catch  where state.isCancelled {
                throw CancellationError()
            } catch  where state.isStalled {
                throw Ending.stalled
            }
        } onCancel: {
            state.cancel()
            ApplianceProcess.kill(appliance: settings.appliance)
        }
    }

    /// Looks four times a second: a process that was not there yet when the task was cancelled is found here.
    private func startGuard(_ state: RunState) -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "guestfs-guard"))
        timer.schedule(deadline: .now() + .milliseconds(250), repeating: .milliseconds(250))
        timer.setEventHandler {
            if state.wantsSocketDirectory,
                let directory = ApplianceProcess.find(appliance: settings.appliance)?.socketDirectory
            {
                state.foundSocketDirectory()
                onSocketDirectory(directory)
            }
            if listener.silence > patience { state.stall() }
            if state.isCancelled || state.isStalled { ApplianceProcess.kill(appliance: settings.appliance) }
        }
        timer.resume()
        return timer
    }

    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                // A write to the socket of an appliance that was ended would otherwise end us. Blocked here, it is
                // EPIPE for libguestfs, and the pending signal goes with the thread.
                var signals = sigset_t()
                sigemptyset(&signals)
                sigaddset(&signals, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                continuation.resume(with: Result(catching: body))
            }
            thread.name = "guestfs"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }
}

/// Why a run ends before its work does.
private final class RunState: Sendable {
    private struct Flags {
        var isCancelled = false
        var isStalled = false
        var hasSocketDirectory = false
    }
    private let flags = Mutex(Flags())

    var isCancelled: Bool { flags.withLock { $0.isCancelled } }
    var isStalled: Bool { flags.withLock { $0.isStalled } }
    var wantsSocketDirectory: Bool { flags.withLock { !$0.hasSocketDirectory } }

    func cancel() { flags.withLock { $0.isCancelled = true } }
    func stall() { flags.withLock { $0.isStalled = true } }
    func foundSocketDirectory() { flags.withLock { $0.hasSocketDirectory = true } }
}
