// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// The host's processes (proc(5)).
enum ProcessTable {
    /// When a process started, in clock ticks after the host's boot; nil when there is none of that id
    /// (proc_pid_stat(5), field 22).
    static func startTime(of process: pid_t) -> UInt64? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return nil }
        return startTime(stat: text)
    }

    /// The program's name, field 2, may hold blanks and brackets; only its last bracket is certain.
    static func startTime(stat text: String) -> UInt64? {
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? UInt64(fields[19]) : nil
    }

    /// The arguments of a process of ours whose program is a QEMU; nil for any other.
    static func emulatorArguments(of process: pid_t) -> [String]? {
        var info = stat()
        guard stat("/proc/\(process)", &info) == 0, info.st_uid == geteuid() else { return nil }
        guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return nil }
        let words = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard let program = words.first?.split(separator: "/").last, program.hasPrefix("qemu-system-") else {
            return nil
        }
        return words
    }

    /// The number of the namespace that our process ids are of (namespaces(7)); nil where it cannot be seen.
    static var namespace: String? {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")).map { $0.filter(\.isNumber) }
    }

    /// Every process id of the moment.
    static func all() -> [pid_t] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
    }
}
