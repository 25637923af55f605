// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Vocabulary

/// Stalls: what a guest shows whose vCPUs wait for one another as well as one whose kernel hangs.
extension CellReading {
    private var stall: StallReading {
        StallReading(findings, exit: exit, machine: machine, vcpus: cell.coordinates.vcpus)
    }

    /// The boot ended in a stall, or shows one, and in nothing worse.
    var isStall: Bool { stall.isStall }

    /// Whether the kernel complained of something that no crowd explains.
    var showsReport: Bool { !isOfAnotherKernel && stall.showsReport }

    /// What ended the boot is the host's translator, whatever the kernel says of it.
    var isTheHosts: Bool { !findings.isEmpty && stall.isTheHosts }

    /// Nobody is blamed for this one before it comes again alone.
    var isOpenStall: Bool {
        let stall = stall
        return rerun == nil && stall.isExcused && stall.isStall && !stall.isTheHosts
    }

    /// The end of a sentence about a stall: why nobody is blamed, or why it is the kernel; empty where neither matters.
    var stallNote: String {
        if let rerun { return isStall ? "; it came again alone, with \(rerun.patience) times the time" : "" }
        guard isOpenStall else { return "" }
        if findings.decisive?.isStrayBreakpoint == true {
            return
                "; QEMU \(SafeText.line(machine.qemu, limit: 20)) may execute code that was patched meanwhile, which can"
                + " cause it, and it was not repeated alone"
        }
        return
            (machine.wasStopped == true
            ? "; QEMU was stopped for a while"
            : "; \(cell.coordinates.vcpus) vCPUs took turns on "
                + "\(Names.count(machine.hostCPUs, "CPU")) under TCG")
            + ", which can cause it, and it was not repeated alone"
    }
}
