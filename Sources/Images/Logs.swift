// SPDX-License-Identifier: Apache-2.0

import Glibc
import Host

/// Where the logs of what is made go: one file for each thing, begun anew each time that it is made.
struct Logs: Sendable {
    let directory: String

    func fresh(_ name: String) throws(HostError) -> String {
        try Directories.make(directory)
        let path = directory + "/" + name + ".log"
        guard unlink(path) == 0 || errno == ENOENT else { throw HostError.file("begin the log", path, errno: errno) }
        return path
    }
}
