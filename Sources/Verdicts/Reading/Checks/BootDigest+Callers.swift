// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Vocabulary

extension BootDigest {
    /// Whether everybody who asked the kernel for something in a request storm got it. Equal failure on two kernels is
    /// no success: a kernel that answers duplicates with the wrong result fails here, however clean its log is.
    func callers() -> [CellReading.Problem] {
        guard isSealed, let workload = evidence.workload else { return [] }
        let modules = Set(record.expected.modules.keys.map { ModuleName.underscored($0) })
        let failed = workload.askings.filter { $0.failed > 0 }
        guard !failed.isEmpty else { return [] }
        // Once for all of them: it reads the whole log.
        let refused = refusedForConcurrency
        return failed.map { complaint(of: $0, isBuilt: modules.contains($0.module), refused: refused) }
    }

    /// Requests that the kernel answered with -ETIME because 50 were being served for 5 s (`__request_module` in
    /// kernel/module/kmod.c). That is its documented answer to too many at once; nobody can tell which caller it
    /// reached. The log's message is rate-limited, and a trace may be without a probe on the return.
    private var refusedForConcurrency: Int {
        max(funnel?.refusedRequests ?? 0, ModuleLoaderMessages(in: log).messages.count { $0.cause == .busy })
    }

    /// Why a caller's time may have run out although the kernel would have answered; nil where it would not.
    private var clockDoubt: String? {
        guard record.machine.accelerator == .tcg else { return nil }
        // Unless it is told the counter's frequency, a guest on a busy host may take its clock to run ten times as fast.
        if !record.cmdline.contains("tsc_early_khz=") { return "the guest's clock was not pinned" }
        let vcpus = cell.coordinates.vcpus
        return vcpus > 8 * record.machine.hostCPUs
            ? "\(vcpus) vCPUs took turns on \(Names.count(record.machine.hostCPUs, "CPU"))" : nil
    }

    private func complaint(of asking: WorkloadReport.Asking, isBuilt: Bool, refused: Int) -> CellReading.Problem {
        let request = SafeText.line(asking.request, limit: 60)
        guard isBuilt || asking.had > 0 else {
            let module = SafeText.line(asking.module, limit: 60)
            return problem(
                .vacuity, .harness,
                "nobody could have \(request): this kernel has no module \(module); add the fragment `requests`")
        }
        var texts: [String] = []
        let told = asking.failed - asking.silent
        if told > 0 { texts.append("\(told) of \(asking.callers) callers did not get it (error \(asking.error))") }
        if asking.silent > 0 { texts.append("\(asking.silent) of \(asking.callers) callers never had an answer") }
        var doubts = asking.silent > 0 ? [clockDoubt].compactMap(\.self) : []
        if refused > 0 {
            // Not the kernel's, and not excused either: a kernel that leaks its places for requests looks the same.
            doubts.append("\(Names.count(refused, "request")) got ETIME, because 50 others were busy for 5 s")
        }
        let text = "\(request): \(texts.joined(separator: ", "))"
        guard doubts.isEmpty else {
            return problem(.callers, .harness, "\(text); \(doubts.joined(separator: "; ")), so nobody is blamed")
        }
        return problem(.callers, .kernel, text)
    }
}
