// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Campaign
import Foundation
import Glibc

extension LibvirtGuest {
    /// Of QEMU's own threads where it runs on this host and under our root, else as far as libvirt knows. Takes a
    /// millisecond here; a remote libvirt as long as its network does.
    func vitals() async -> GuestVitals? {
        guard let process = connection.root?.emulator(of: domain.name) else { return handle?.vitals() }
        var vitals = EmulatorThreads.vitals(of: process)
        if handle?.isPaused == true { vitals?.isStopped = true }
        return vitals
    }
}

extension DomainHandle {
    /// Somebody paused it, or QEMU did because its disk cannot be written: the host's is full.
    var isPaused: Bool {
        var state: Int32 = 0
        return virDomainGetState(raw, &state, nil, 0) == 0 && UInt32(bitPattern: state) == VIR_DOMAIN_PAUSED.rawValue
    }

    /// CPU time of the domain and whether it is paused (virDomainGetInfo). libvirt does not tell how long it waited.
    func vitals() -> GuestVitals? {
        var info = virDomainInfo()
        guard virDomainGetInfo(raw, &info) == 0 else { return nil }
        return GuestVitals(
            ran: .nanoseconds(Int64(clamping: info.cpuTime)),
            isStopped: UInt32(info.state) == VIR_DOMAIN_PAUSED.rawValue)
    }
}

/// The virtual CPUs of a QEMU process, as threads of the host.
enum EmulatorThreads {
    /// - Returns: nil where the process is gone or has no thread that is known as a virtual CPU.
    static func vitals(of process: pid_t, proc: String = "/proc") -> GuestVitals? {
        let root = "\(proc)/\(process)"
        guard let stat = text(root + "/stat"), let state = Self.state(stat: stat) else { return nil }
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: root + "/task")) ?? []
        var ran: UInt64 = 0
        var waited: UInt64 = 0
        var isSeen = false
        for thread in threads {
            guard let name = text("\(root)/task/\(thread)/comm"), isVirtualCPU(name),
                let times = text("\(root)/task/\(thread)/schedstat").flatMap(Self.times)
            else { continue }
            isSeen = true
            ran += times.ran
            waited += times.waited
        }
        guard isSeen else { return nil }
        return GuestVitals(
            ran: .nanoseconds(Int64(clamping: ran)), waited: .nanoseconds(Int64(clamping: waited)),
            // Stopped by a signal, or by a debugger (proc_pid_stat(5), field 3).
            isStopped: state == "T" || state == "t")
    }

    /// `CPU 3/TCG`, `CPU 0/KVM`, or `ALL CPUs/TCG` where they share a thread: libvirt has QEMU name its threads
    /// (`-name debug-threads=on`).
    static func isVirtualCPU(_ name: String) -> Bool { name.hasPrefix("CPU ") || name.hasPrefix("ALL CPUs") }

    /// The program's name, field 2, may hold blanks and brackets; only its last bracket is certain.
    static func state(stat text: String) -> Substring? {
        guard let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split(separator: " ").first
    }

    /// `RAN WAITED SLICES`, in nanoseconds (Documentation/scheduler/sched-stats.rst, /proc/PID/schedstat).
    static func times(schedstat text: String) -> (ran: UInt64, waited: UInt64)? {
        let fields = text.split(whereSeparator: \.isWhitespace)
        guard fields.count == 3, let ran = UInt64(fields[0]), let waited = UInt64(fields[1]), ran < 1 << 60,
            waited < 1 << 60
        else { return nil }
        return (ran, waited)
    }

    private static func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}
