// SPDX-License-Identifier: Apache-2.0

import CCounters
import Foundation
import Glibc
public import Vocabulary

/// What this machine is. Read afresh at each call, but for what cannot change.
public enum HostFacts {
    /// CPUs that this process may use (Foundation asks sched_getaffinity(2)), at least 1.
    public static var cpus: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// The host's memory in all.
    public static var memory: ByteCount { ByteCount(Int64(clamping: ProcessInfo.processInfo.physicalMemory)) }

    /// MemAvailable of /proc/meminfo (proc_meminfo(5)).
    public static var availableMemory: ByteCount {
        for line in text("/proc/meminfo").split(separator: "\n") where line.hasPrefix("MemAvailable:") {
            let digits = line.filter(\.isNumber)
            if let count = Int(digits) { return .kibibytes(count) }
        }
        return .bytes(0)
    }

    /// The one-minute load average (proc_loadavg(5)).
    public static var load: Double {
        text("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } ?? 0
    }

    /// The texts of /proc/stat and /proc/pressure/cpu; the latter is nil on a host that does not count it.
    public static var processorTimes: (stat: String, pressure: String?) {
        (text("/proc/stat"), try? String(contentsOfFile: "/proc/pressure/cpu", encoding: .utf8))
    }

    /// The CPU's model, as /proc/cpuinfo names it.
    public static var cpuModel: String {
        for line in text("/proc/cpuinfo").split(separator: "\n") where line.hasPrefix("model name") {
            return String(line.drop { $0 != ":" }.dropFirst(2))
        }
        return "unknown"
    }

    /// Changes with every boot of the host (random(4)).
    public static var bootID: String {
        text("/proc/sys/kernel/random/boot_id").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The time stamp counter's frequency in Hz, measured once over 50 ms; nil where there is none. TCG shows guests
    /// the host's counter, so `lpj=` for a guest is this over its CONFIG_HZ, and the guest's clock follows it.
    public static let timeStampFrequency: Double? = {
        guard bm_time_stamp() != 0 else { return nil }
        let first = timeAndStamp()
        usleep(50_000)
        let last = timeAndStamp()
        let seconds = first.time.duration(to: last.time).inSeconds
        guard last.stamp > first.stamp, seconds > 0 else { return nil }
        return (last.stamp - first.stamp) / seconds
    }()

    /// The clock between two readings of the counter, the closest of ten: on a busy host we may be put aside between
    /// any two instructions for longer than a guest's clock may be wrong.
    private static func timeAndStamp() -> (time: ContinuousClock.Instant, stamp: Double) {
        let clock = ContinuousClock()
        var best = (time: clock.now, stamp: Double(bm_time_stamp()))
        var closest = UInt64.max
        for _ in 0..<10 {
            let (before, time, after) = (bm_time_stamp(), clock.now, bm_time_stamp())
            guard after >= before, after - before < closest else { continue }
            closest = after - before
            best = (time, Double(before) + Double(after - before) / 2)
        }
        return best
    }

    /// Free bytes for this user on the file system of a path (statvfs(3)); nil when the path does not exist.
    public static func freeSpace(at path: String) -> ByteCount? {
        var info = statvfs()
        guard statvfs(path, &info) == 0 else { return nil }
        return ByteCount(Int64(info.f_bavail) * Int64(info.f_frsize))
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
