// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Vocabulary

/// A boot's evidence, parsed once for all the checks that look at it.
struct BootDigest {
    let cell: Cell
    let record: BootRecord
    let items: EvidenceItems
    let evidence: Evidence
    /// The kernel log as `dmesg` prints it; empty without one.
    let log: [UInt8]
    /// What the trace shows of the loader; nil without a trace.
    let activity: LoaderActivity?
    /// As the guest's text is; `safe()` before anybody keeps it.
    let funnel: Funnel?
    let peaks: Peaks?

    init(cell: Cell, record: BootRecord, items: EvidenceItems) {
        self.cell = cell
        self.record = record
        self.items = items
        let evidence = Evidence(items)
        self.evidence = evidence
        log = evidence.messages?.log ?? []
        let activity = evidence.trace.map { LoaderActivity($0, initramfs: evidence.initramfs) }
        self.activity = activity
        let bound = evidence.trace.flatMap { Self.bound(of: $0, items, isSealed: record.exit == .sealed) }
        funnel = activity.map {
            Funnel($0, uevents: evidence.uevents, log: evidence.messages, bound: bound)
        }
        peaks = Self.peaks(evidence, items, activity)
    }

    var isSealed: Bool { record.exit == .sealed }

    /// The kernel has no MODULE_STATS: the guest says that the file does not exist (ENOENT), and there is no counter.
    var hasNoStatistics: Bool { items.items["stats"]?.failure == 2 && evidence.statistics == nil }

    func problem(_ check: CellReading.Problem.Check, _ blame: Blame, _ text: String) -> CellReading.Problem {
        CellReading.Problem(check: check, blame: blame, text: text)
    }
}

extension BootDigest {
    /// What every cell undergoes whatever the criteria are, the gravest first.
    func problems() -> [CellReading.Problem] {
        identity() + moduleFormat() + readability() + vacuity() + callers() + counters() + funnelLaws()
    }

    /// The reports of the kernel log and of the console, each once. What the console lacks of a report because of its
    /// level may shorten the title, or leave only the function that noticed of it, which a whole title has in brackets.
    func findings(console: [UInt8]) -> [Finding] {
        let logged = KernelLogScanner.findings(in: log)
        let shown = KernelLogScanner.findings(in: console).filter { shown in
            !logged.contains { logged in
                logged.kind == shown.kind
                    && (logged.title.hasPrefix(shown.title) || shown.title.hasPrefix(logged.title)
                        || logged.function == shown.function && shown.function != nil
                        || shown.function.map { logged.title.hasSuffix("(\($0))") } == true)
            }
        }
        return logged + shown
    }
}
