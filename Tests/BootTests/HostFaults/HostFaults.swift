// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import MatrixPlan
import RunStore
import Testing
import Verdicts
import Vocabulary

extension Boots {
    /// What the host does to a run while guests boot. None of it may be held against the kernel, and none may leave
    /// anything behind.
    @Suite(.serialized) struct HostFaults {
        /// The command line of one boot.
        static let one = ["run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "1"]
    }
}

extension Harness {
    /// The QEMU of a cell, and not of a probe, once its kernel runs: it has used so much CPU time. Nil when the run has ended.
    /// - Parameters:
    ///   - ticks: hundredths of a second; the kernel prints after a quarter of one.
    ///   - others: guests that were met before.
    func workingGuest(of run: Invocation, ticks: Int = 60, others: Set<pid_t> = []) async throws -> pid_t? {
        while run.isRunning {
            let guest = emulators().first { pid in
                guard !others.contains(pid) else { return false }
                let words = (try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)) ?? ""
                let isCell = words.contains("guest=bootmatrix-") && !words.contains("guest=bootmatrix-probe-")
                return isCell && Self.ticks(of: pid) >= ticks
            }
            if let guest { return guest }
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    /// CPU time of a process, in user space and in the kernel (proc_pid_stat(5), fields 14 and 15).
    private static func ticks(of process: pid_t) -> Int {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[end...].split(separator: " ")
        return fields.count > 13 ? (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0) : 0
    }

    /// The only cell of the newest run.
    func onlyCell() throws -> StoredCell {
        let run = try latestRun()
        #expect(run.problems.isEmpty)
        return try #require(run.cells.first)
    }
}
