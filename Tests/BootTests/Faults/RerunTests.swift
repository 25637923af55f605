// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Host
import KernelLog
import RunStore
import Testing
import Verdicts
import Vocabulary

extension Boots {
    /// Guests with more vCPUs than the host has CPUs under the translator: a stall of theirs may be nobody's fault, and is
    /// asked about again, alone and with three times the time (docs/supervision.md).
    @Suite(.serialized) struct Reruns {
        /// It stalls for as long as it takes: the kernel's.
        @Test func whatComesAgainAloneIsTheKernels() async throws {
            try await stall(seconds: 14) { harness, run, attempts in
                guard let second = attempts.last, attempts.count == 2 else { return }
                #expect(second.reading.findings.contains { $0.kind == .softLockup }, "\(second.reading.findings)")
                #expect(run.status == 1)
                #expect(run.output.contains("came again alone"), "\(run.output)")
                let report = try await harness.bootmatrix("report", "latest", "--cell", second.record.cell)
                #expect(report.status == 1 && report.output.hasPrefix("FAIL"), "\(report.output)")
                #expect(report.output.contains("bmfault_init"), "\(report.output)")
            }
        }

        /// It takes longer than the first boot's detectors wait, and not than the second's.
        @Test func whatDoesNotComeAgainIsNot() async throws {
            try await stall(seconds: 4) { harness, run, attempts in
                guard let second = attempts.last, attempts.count == 2 else { return }
                // A breakpoint of QEMU's own fails a rerun as well, and is another matter.
                guard !second.reading.findings.contains(where: \.isStrayBreakpoint) else { return }
                #expect(second.record.exit == .sealed && second.reading.findings.isEmpty)
                #expect(run.status == 0, "\(run.output)")
                let report = try await harness.bootmatrix("report", "latest", "--cell", second.record.cell)
                #expect(report.output.hasPrefix("PASS"), "\(report.output)")
                // The first result is not hidden.
                #expect(report.output.contains("soft-lockup"), "\(report.output)")
            }
        }

        /// One boot whose module keeps a CPU for so many seconds; a soft lockup is reported after two, in a rerun after six.
        private func stall(
            seconds: Int, _ check: (Harness, Harness.Outcome, [BootOutcome]) async throws -> Void
        ) async throws {
            let vcpus = HostFacts.cpus + 1
            let fault = Fault(
                name: "stall of \(seconds) s",
                words: "bmfault.kind=soft-lockup bmfault.seconds=\(seconds) watchdog_thresh=1",
                vcpus: vcpus, end: .sealed, kind: .softLockup, status: .fail, blame: nil)
            try await Harness.use { harness in
                var harness = harness
                harness.project = try FaultProject.make(in: harness.root, for: fault)
                let run = try await harness.bootmatrix("run")
                let stored = try harness.latestRun()
                let attempts = try #require(stored.cells.first).outcomes
                let first = try #require(attempts.first)
                // QEMU may have added a breakpoint of its own.
                #expect(first.reading.findings.contains { $0.kind == .softLockup }, "\(first.reading.findings)")
                if first.record.machine.accelerator == .kvm {
                    // Nothing is emulated here: the first boot decides, whatever the vCPUs.
                    #expect(attempts.count == 1 && run.status == 1)
                    return
                }
                #expect(attempts.count == 2, "\(run.errors)")
                #expect(attempts.last?.record.rerun == LoneRerun(of: 1, patience: 3))
                #expect(attempts.last?.record.cmdline.contains("watchdog_thresh=3") == true)
                try await check(harness, run, attempts)
            }
        }
    }
}
