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
        let modules = Set(record.expected.modules.keys.map { $0.replacing("-", with: "_") })
        var tolerated = refusedForConcurrency
        return workload.askings.compactMap { asking in
            let unexplained = asking.failed - asking.silent - tolerated
            tolerated = max(0, tolerated - (asking.failed - asking.silent))
            guard unexplained > 0 || asking.silent > 0 else { return nil }
            return complaint(of: asking, isBuilt: modules.contains(asking.module))
        }
    }

    /// Requests that the kernel answered with -ETIME because 50 were being served for 5 s (`__request_module` in
    /// kernel/module/kmod.c). That is its documented answer to too many at once, and nobody's fault. A whole trace with a
    /// probe on the return counts them. The log's message is rate-limited: where some were suppressed, nobody knows how
    /// many, and no caller can be held against the kernel.
    private var refusedForConcurrency: Int {
        if let funnel, funnel.bound == nil, let refused = funnel.refusedRequests { return refused }
        let messages = ModuleLoaderMessages(in: log)
        let refused = messages.messages.count { $0.cause == .busy }
        return refused > 0 && evidence.messages?.suppressed(by: "__request_module") == true ? .max : refused
    }

    private func complaint(of asking: WorkloadReport.Asking, isBuilt: Bool) -> CellReading.Problem {
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
        return problem(.callers, .kernel, "\(request): \(texts.joined(separator: ", "))")
    }
}
