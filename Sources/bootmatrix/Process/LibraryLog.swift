// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Glibc
import Host

/// Where libvirt's own messages go.
///
/// libguestfs initialises libvirt in a constructor, before `main`, and libvirt reads LIBVIRT_LOG_OUTPUTS then and never
/// again. So the only way to keep its warnings off the terminal is to start once more with the variable set
/// (libvirt, "Logging in the library"). It costs some ten milliseconds.
enum LibraryLog {
    private static let variable = "LIBVIRT_LOG_OUTPUTS"

    /// Returns when the variable is set, or cannot be.
    static func redirect() {
        guard getenv(variable) == nil else { return }
        HomeOfOwn.settle()
        let file = Directories().cache + "/logs/libvirt.log"
        // Who only asks about the host, or about the cache, must not find one made by that.
        let looking = [DoctorCommand.configuration.commandName, CacheCommand.configuration.commandName]
        let isLooking = looking.contains(CommandLine.arguments.dropFirst().first)
        let isWritable = !isLooking && canWrite(file)
        // 3: warnings and errors.
        setenv(variable, "3:file:\(isWritable ? file : "/dev/null")", 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &arguments)
        // Only when it failed: we go on, with libvirt's words on standard error.
        arguments.forEach { free($0) }
    }

    /// libvirt does not start at all when it cannot open its log, as in a cache that is only read.
    private static func canWrite(_ file: String) -> Bool {
        let directory = (file as NSString).deletingLastPathComponent
        guard (try? Directories.make(directory)) != nil else { return false }
        return access(file, W_OK) == 0 || (errno == ENOENT && access(directory, W_OK) == 0)
    }
}
