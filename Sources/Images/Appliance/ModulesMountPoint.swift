// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

/// supermin copies the directory /lib/modules itself from the host before it adds the modules it was given, and fails
/// where there is none, as on a machine without an installed kernel. No setting changes that, so it gets to see one.
enum ModulesMountPoint: Equatable {
    case present
    /// In a mount namespace of supermin's own, in which an overlay adds the directory; the host is not touched. An
    /// ordinary user needs a user namespace for it (user_namespaces(7); overlays in one need Linux 5.11).
    case overlay
    /// A container that may not mount: root makes the empty directory, and removes it afterwards.
    case made

    static let path = "/lib/modules"

    /// The script of the namespace: $1 is an empty directory, the rest is the command. The layers are named relative
    /// to the working directory, since a comma or colon in a path would end an overlay's option.
    static let script = """
        set -eu
        lib=$(readlink -f /lib)
        mount -t tmpfs -o mode=0700 tmpfs "$1"
        cd "$1"
        mkdir upper work
        mount -t overlay -o "lowerdir=$lib,upperdir=upper,workdir=work" overlay "$lib"
        mkdir "$lib/modules"
        cd /
        shift
        exec "$@"
        """

    /// - Parameter scratch: an empty directory, mounted over in the namespace.
    static func choose(scratch: String) async throws -> ModulesMountPoint {
        if FileManager.default.fileExists(atPath: path) { return .present }
        let attempt = try await wrapped(Command("true"), scratch: scratch).run()
        if attempt.succeeded { return .overlay }
        guard geteuid() == 0 else {
            throw ImageError(
                .appliance, "libguestfs needs the directory \(path), which this host does not have",
                remedy: "sudo mkdir \(path)")
        }
        return .made
    }

    /// The command inside the namespace.
    static func wrapped(_ command: Command, scratch: String, user: uid_t = geteuid()) -> Command {
        let script = ["sh", "-c", script, "sh", scratch]
        var words = ["--mount"] + script
        if user != 0 {
            // Root of the namespace to mount; then the user again, or tar would try to give files to others.
            words = ["--mount", "--user", "--map-root-user"] + script + ["unshare", "--user", "--map-user=\(user)"]
        }
        words += [command.executable] + command.arguments
        return Command("unshare", words, environment: command.environment, in: command.directory)
    }

    func run(_ command: Command, scratch: String, log: String) async throws -> CommandResult {
        switch self {
        case .present: return try await command.run(log: log)
        case .overlay: return try await Self.wrapped(command, scratch: scratch).run(log: log)
        case .made:
            try Directories.make(Self.path)
            // Refused by the system when somebody put something there meanwhile.
            defer { rmdir(Self.path) }
            return try await command.run(log: log)
        }
    }
}
