// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
public import MatrixPlan
import Vocabulary

/// A boot that ended as one does whose vCPUs wait for one another, on a host that has fewer CPUs than it. Such a boot is
/// repeated alone, with more time, before the kernel is blamed.
public enum Stall {
    /// A stall that no rerun has answered for.
    public struct Open: Sendable, Hashable {
        public var attempt: Int
        /// What stalled, `Look.sign`.
        public var sign: String

        public init(attempt: Int, sign: String) {
            self.attempt = attempt
            self.sign = sign
        }
    }

    /// One boot, looked at once: reading its log is most of the work.
    public struct Look: Sendable {
        private let record: BootRecord
        private let reading: StallReading

        /// - Parameter allowed: the reports that the matrix lets pass.
        public init(_ outcome: BootOutcome, allowed: [AllowedReport]) {
            var findings = KernelLogScanner.findings(in: outcome.console)
            if let messages = outcome.items["kmsg"] {
                findings += KernelLogScanner.findings(in: KernelMessages(messages).log)
            }
            findings.removeAll { finding in allowed.contains { $0.fits(title: finding.title, lines: finding.lines) } }
            record = outcome.record
            reading = StallReading(findings, exit: record.exit, machine: record.machine, vcpus: record.vcpus)
        }

        /// Whether the boot says anything about its kernel.
        public var isAnAnswer: Bool { record.exit.isAnAnswer && !isTheHosts }

        /// The host's translator ended it, whatever the kernel says of it.
        var isTheHosts: Bool { reading.isTheHosts }

        /// What stalled, for people; nil where the boot did not stall, or something else is wrong with it as well: that
        /// needs no second opinion.
        public var sign: String? {
            guard record.rerun == nil, isAnAnswer, reading.isExcused, reading.isStall else { return nil }
            return reading.decisive?.title ?? record.exit.summary
        }

        /// Whether a rerun shows a stall as well, or another failure of the kernel or of what runs on it. A breakpoint that
        /// QEMU left says nothing about who took a CPU for too long, nor the other way round.
        /// - Parameter sign: what was asked about.
        func confirms(_ sign: String) -> Bool {
            guard isAnAnswer, record.exit.blame != nil || reading.isStall else { return false }
            let isStray = reading.decisive?.isStrayBreakpoint == true
            return !reading.isStall || isStray == Finding.isTitleOfStrayBreakpoint(sign)
        }

        /// Whether the kernel complained of something that no crowd explains. What the harness or the host did after that
        /// needs no second try, which could only hide it.
        var showsReport: Bool {
            if case .filesChanged = record.exit { return false }
            return reading.showsReport
        }
    }

    /// Words for the kernel's command line that give the detectors of a guest more time. A value that the command line
    /// sets already is multiplied, and a detector that it switches off stays off. The kernel takes the later of two words.
    static func words(_ cmdline: [String], patience: Int) -> [String] {
        detectors.compactMap { detector in
            let own = cmdline.last { $0.hasPrefix(detector.parameter) }.map {
                Int($0.dropFirst(detector.parameter.count))
            }
            // A value that is no number is the user's own affair.
            guard let seconds = own ?? detector.seconds, seconds > 0 else { return nil }
            return "\(detector.parameter)\(min(seconds * patience, detector.most))"
        }
    }

    private struct Detector {
        var parameter: String
        /// Where nobody sets it.
        var seconds: Int
        /// The kernel's own limit.
        var most: Int
    }

    /// Documentation/admin-guide/kernel-parameters.txt and sysctl/kernel.rst; the limits are those of kernel/watchdog.c and
    /// rcu_jiffies_till_stall_check() in kernel/rcu/tree_stall.h. `sysctl.` on the command line came with 5.8; the last is
    /// the guest program's own patience with udev (docs/evidence.md), which must outlast what it waits for.
    private static let detectors = [
        Detector(parameter: "watchdog_thresh=", seconds: 10, most: 60),
        Detector(parameter: "rcupdate.rcu_cpu_stall_timeout=", seconds: 21, most: 300),
        Detector(parameter: "workqueue.watchdog_thresh=", seconds: 30, most: 86_400),
        // What every guest of ours has on its command line.
        Detector(parameter: "sysctl.kernel.hung_task_timeout_secs=", seconds: 60, most: 86_400),
        Detector(parameter: "bootmatrix.settle=", seconds: 120, most: 86_400),
    ]
}
