// SPDX-License-Identifier: Apache-2.0

import CGuestfs
import Foundation
import Glibc

/// The QEMU process that libguestfs started for us, seen from outside.
///
/// libguestfs holds the handle's lock while it launches, so that no other thread can ask it for the process
/// (guestfs_get_pid) or end it (guestfs_kill_subprocess) just when that is needed: at a Ctrl-C during a launch that
/// hangs. So the process is found as a child of ours whose arguments name our own appliance.
struct ApplianceProcess: Equatable {
    let id: Int32
    /// The directory that libguestfs made for its socket, in /tmp for root whatever the settings are
    /// (guestfs_get_sockdir); left behind when we are killed.
    let socketDirectory: String?

    /// - Parameter appliance: the directory of the fixed appliance, absolute.
    static func find(appliance: String) -> ApplianceProcess? {
        let children = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for name in children {
            guard let id = Int32(name), parent(of: id) == getpid() else { continue }
            let arguments = arguments(of: id)
            if let process = ApplianceProcess(id: id, arguments: arguments, appliance: appliance) { return process }
        }
        return nil
    }

    /// Nil when the arguments are not those of a QEMU with this appliance; the recovery process, a copy of ourselves,
    /// is one of those.
    init?(id: Int32, arguments: [String], appliance: String) {
        guard let flag = arguments.firstIndex(of: "-kernel"), arguments.count > flag + 1,
            arguments[flag + 1] == appliance + "/kernel"
        else { return nil }
        self.id = id
        socketDirectory = arguments.lazy.compactMap(Self.socketDirectory).first
    }

    /// Ends the process. The descriptor keeps the number from meaning another process between the look and the signal.
    static func kill(appliance: String) {
        guard let process = find(appliance: appliance) else { return }
        let descriptor = bm_pidfd_open(process.id)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard find(appliance: appliance)?.id == process.id else { return }
        bm_pidfd_kill(descriptor)
    }

    /// From `socket,path=/tmp/libguestfsXXXXXX/guestfsd.sock,id=channel0`. A comma in a path is doubled, which a
    /// directory made by mkdtemp(3) in /tmp does not have.
    private static func socketDirectory(_ argument: String) -> String? {
        let suffix = "/guestfsd.sock"
        for part in argument.split(separator: ",") where part.hasPrefix("path=") && part.hasSuffix(suffix) {
            return String(part.dropFirst("path=".count).dropLast(suffix.count))
        }
        return nil
    }

    /// proc_pid_stat(5): the second field is in parentheses and may hold any character, the fourth is the parent.
    private static func parent(of id: Int32) -> Int32? {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 1 ? Int32(fields[1]) : nil
    }

    private static func arguments(of id: Int32) -> [String] {
        guard let data = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") else { return [] }
        return data.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
}
