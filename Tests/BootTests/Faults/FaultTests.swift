// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import KernelLog
import Testing
import Verdicts
import Vocabulary

extension Boots {
    /// Real guests that go wrong in a known way: each has to be called what it is, with the right one to blame, and
    /// leaves nothing behind. Whether it was seen at once or by a deadline shows in the cause: no deadline is shortened for
    /// a fault that has a sign of its own.
    @Suite(.serialized) struct Faults {
        @Test(arguments: Fault.kernelQuick) func kernelFaultIsSeen(fault: Fault) async throws { try await boot(fault) }

        @Test(arguments: Fault.guestQuick) func guestFaultIsSeen(fault: Fault) async throws { try await boot(fault) }

        @Test(.torture, arguments: Fault.kernelLong) func rarerKernelFaultIsSeen(fault: Fault) async throws {
            try await boot(fault)
        }

        @Test(.torture, arguments: Fault.guestLong) func rarerGuestFaultIsSeen(fault: Fault) async throws {
            try await boot(fault)
        }

        private func boot(_ fault: Fault) async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try FaultProject.make(in: harness.root, for: fault)
                if let silence = fault.silence { harness.extra["BOOTMATRIX_TEST_SILENCE"] = "\(silence)" }
                if let bound = fault.consoleBound { harness.extra["BOOTMATRIX_TEST_CONSOLE"] = "\(bound)" }
                let run = try await harness.bootmatrix("run", "--json")
                let boot = try harness.latestRun().outcome(fault.kernel.rawValue, fault.vcpus)
                #expect(fault.end.matches(boot.record.exit), "\(boot.record.exit)")
                #expect(boot.record.exit.blame == fault.blame)
                let findings = boot.reading.findings
                let cause = findings.cause
                #expect((cause?.detector ?? cause?.kind) == fault.kind, "\(findings.map(\.title))")
                if let beside = fault.beside { #expect(findings.contains { $0.kind == beside }) }
                // A panic is titled by its message; its trace is among its lines. A hang is asked for its function.
                if let function = fault.function, let kind = fault.kind, kind != .panic {
                    // A busy host's disk may keep another task waiting, which is then reported first.
                    let reports = kind == .hungTask ? findings.filter { $0.kind == kind } : cause.map { [$0] } ?? []
                    #expect(reports.contains { $0.function == function }, "\(reports.map(\.title))")
                }
                #expect(run.status == (fault.status == .fail ? 1 : 125))
                try await isReported(fault, boot, harness)
            }
        }

        /// What a maintainer reads: the status, the function, and the kernel's own lines.
        private func isReported(_ fault: Fault, _ boot: BootOutcome, _ harness: Harness) async throws {
            let report = try await harness.bootmatrix("report", "latest", "--cell", boot.record.cell)
            #expect(report.output.hasPrefix("\(fault.status.rawValue) \(boot.record.cell)"), "\(report.output)")
            if let function = fault.function { #expect(report.output.contains(function), "\(report.output)") }
            let run = try await harness.bootmatrix("report", "latest")
            #expect(run.output.contains(fault.status.rawValue), "\(run.output)")
            if let line = boot.reading.findings.cause?.lines.first {
                #expect((report.output + run.output).contains(line.prefix(60)), "\(report.output)\n\(run.output)")
            }
        }
    }
}
