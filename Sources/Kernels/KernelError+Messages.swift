// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Vocabulary

extension KernelError {
    /// At most so many requests are explained; the first are usually the cause of the others.
    private static let shown = 30

    static func configuration(_ unmet: [UnmetRequest], name: String) -> KernelError {
        let count = unmet.count == 1 ? "a requested symbol is" : "\(unmet.count) requested symbols are"
        var text = "\(count) not in the final configuration of \(name)"
        for item in unmet.prefix(shown) {
            let request = item.request
            text += "\n  \(request.place): CONFIG_\(request.symbol)=\(request.value) "
            text += item.isUnknown ? "is unknown to this source" : "became \(item.got)"
            for reason in item.reasons.prefix(8) { text += "\n    \(reason)" }
        }
        if unmet.count > shown { text += "\n  and \(unmet.count - shown) more" }
        let spelling = unmet.allSatisfy(\.isUnknown)
        return KernelError(
            .configurationNotMet, blame: .user, text,
            remedy: spelling
                ? "correct the name, or take the line out"
                : "do what the last line of each names, or take the request out")
    }

    /// A make that failed, in the words of its first error.
    static func build(_ diagnosis: BuildDiagnosis?, what: String, status: Int, log: String) -> KernelError {
        guard let diagnosis else {
            let killed = status > 128
            return KernelError(
                killed ? .buildStopped : .buildFailed, blame: killed ? .host : .harness,
                killed ? "\(what): it was killed by signal \(status - 128)" : "\(what) with status \(status)",
                remedy: "read \(log)")
        }
        let lines = diagnosis.lines.map { "\n  " + SafeText.line($0, limit: 200) }.joined()
        let place = diagnosis.place.map { SafeText.line($0, limit: 160) }
        switch diagnosis.blame {
        case .host:
            return KernelError(
                .buildStopped, blame: .host, "\(what), and not for a fault of the source" + lines, at: place,
                remedy: (diagnosis.remedy.map { SafeText.line($0) + "; the" } ?? "the") + " log is \(log)")
        case .user, .kernel, .workload, .harness:
            return KernelError(
                .buildFailed, blame: diagnosis.blame,
                what + ": " + SafeText.line(diagnosis.message, limit: 200) + lines, at: place,
                remedy: "read \(log)")
        }
    }
}
