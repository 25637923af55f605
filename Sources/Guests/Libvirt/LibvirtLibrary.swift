// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Foundation
import Synchronization

/// The process-wide part of libvirt: initialised once, with one thread that runs its event loop for ever.
///
/// libvirt wants an event loop registered before the first connection is opened (virEventRegisterDefaultImpl), and
/// embedded drivers do nothing without it. The thread is never ended: libvirt has no way to unregister the loop.
enum LibvirtLibrary {
    private static let started = Mutex(false)

    /// - Parameter log: a file for libvirt's own warnings, which would otherwise reach the terminal; the first call
    ///   decides. `LIBVIRT_LOG_OUTPUTS` in the environment wins.
    static func start(log: String?) {
        started.withLock { started in
            guard !started else { return }
            started = true
            // Read by virInitialize, and only then. 3: warnings and errors.
            setenv("LIBVIRT_LOG_OUTPUTS", "3:file:\(log ?? "/dev/null")", 0)
            virInitialize()
            virSetErrorFunc(nil) { _, _ in }
            virEventRegisterDefaultImpl()
            let thread = Thread {
                while true {
                    // Fails only when no loop is registered; then a busy loop would be worse than a slow one.
                    if virEventRunDefaultImpl() < 0 { Thread.sleep(forTimeInterval: 0.1) }
                }
            }
            thread.name = "libvirt-events"
            thread.start()
        }
    }

    /// This library's version as `9.0.0` (virGetVersion: major * 1,000,000 + minor * 1,000 + release).
    static var version: String {
        var number: UInt = 0
        return virGetVersion(&number, nil, nil) == 0 ? dotted(number) : "unknown"
    }

    static func dotted(_ number: UInt) -> String {
        "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)"
    }
}
