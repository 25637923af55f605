// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// Turns SIGINT, SIGTERM and SIGHUP into the cancellation of the work, so that every teardown runs.
enum Interruption {
    static func run(_ work: @escaping @Sendable () async -> ProcessExit) async -> ProcessExit {
        // A reader that went away, such as `head`, must not end us before the guests are down.
        signal(SIGPIPE, SIG_IGN)
        // A limit on files' sizes is an error like a full disk, with a message and nothing left behind.
        signal(SIGXFSZ, SIG_IGN)
        let task = Task { await work() }
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                Output.error(task.isCancelled ? "still taking the guests down" : "taking the guests down")
                task.cancel()
            }
            source.activate()
            return source
        }
        let code = await task.value
        for source in sources { source.cancel() }
        return task.isCancelled && code != .bad ? .interrupted : code
    }
}
