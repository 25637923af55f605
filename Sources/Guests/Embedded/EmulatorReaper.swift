// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Dispatch
import Foundation
import Glibc
import Synchronization

/// Reaps the QEMU processes that embedded libvirt starts.
///
/// libvirt makes QEMU a daemon, so that process 1 inherits it, and after ending one it waits until the process id is
/// free. The process 1 of containers and of small machines may look for dead children only every second or two: that
/// is how long destroying a guest then takes. So this process adopts such orphans and reaps them at once.
///
/// What is adopted must be reaped, or libvirt waits for half a minute. Each QEMU writes its process id to a file in the
/// root; the files are looked for while a call runs that starts QEMUs.
final class EmulatorReaper: Sendable {
    private let files: @Sendable () -> [String]
    private let watched = Mutex<Set<pid_t>>([])

    /// Makes this process the parent of its descendants' orphans (prctl(2), PR_SET_CHILD_SUBREAPER). Orphans that are
    /// not QEMU's stay zombies until it ends.
    static func adoptOrphans() { _ = bm_adopt_orphans() }

    /// - Parameter files: the files that may hold process ids now.
    private init(files: @escaping @Sendable () -> [String]) { self.files = files }

    /// Does something that starts QEMUs, and reaps those that end meanwhile or later.
    /// - Parameter files: where their process ids will be found; called every 10 ms.
    static func during<Value, Failure: Error>(
        files: @escaping @Sendable () -> [String], _ work: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let reaper = EmulatorReaper(files: files)
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.setEventHandler { reaper.look() }
        timer.schedule(deadline: .now(), repeating: .milliseconds(10))
        timer.activate()
        defer {
            timer.cancel()
            reaper.look()
        }
        return try work()
    }

    private func look() {
        for path in files() {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8),
                let process = pid_t(text.prefix(while: \.isNumber)), process > 1,
                watched.withLock({ $0.insert(process).inserted })
            else { continue }
            Self.watch(process)
        }
    }

    /// Reaps one process when it ends. A pidfd becomes readable then (pidfd_open(2)).
    private static func watch(_ process: pid_t) {
        let descriptor = bm_pidfd_open(process)
        guard descriptor >= 0 else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
        source.setEventHandler {
            // Fails where the process is not our child, which is well: somebody else reaps it.
            waitpid(process, nil, WNOHANG)
            source.cancel()
        }
        source.setCancelHandler { close(descriptor) }
        source.activate()
    }
}
