// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a process uses of its caches: a shared lock on the manifest of each entry (flock(2)), so that nobody prunes it.
///
/// A shelf gives no entry without holding it, and by default the hold lasts as long as the process: whoever has an
/// entry's path may start a guest from it at any later time. The kernel drops a killed process's locks.
public final class Holds: Sendable {
    /// Those that end with this process.
    public static let ofThisProcess = Holds()

    private final class Hold: Sendable {
        private let lock: FileLock
        init(_ lock: consuming FileLock) { self.lock = lock }
    }

    /// One for each entry, however often it was asked for.
    private let held = Mutex<[FileLock.Identity: Hold]>([:])

    public init() {}

    func keep(_ lock: consuming FileLock) {
        guard let identity = lock.identity else { return }
        let hold = Hold(lock)
        held.withLock { held in if held[identity] == nil { held[identity] = hold } }
    }

    /// Ends all of them; no path of theirs may be used afterwards.
    public func release() { held.withLock { $0 = [:] } }
}
