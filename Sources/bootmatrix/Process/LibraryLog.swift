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
        // Who only asks about the host must not find a cache made by that.
        let isLooking = CommandLine.arguments.dropFirst().first == DoctorCommand.configuration.commandName
        let isWritable = !isLooking && (try? Directories.make((file as NSString).deletingLastPathComponent)) != nil
        // 3: warnings and errors.
        setenv(variable, "3:file:\(isWritable ? file : "/dev/null")", 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &arguments)
        // Only when it failed: we go on, with libvirt's words on standard error.
        arguments.forEach { free($0) }
    }
}
