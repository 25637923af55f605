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
    let statistics: ModuleStatistics?
    let modules: LoadedModules?
    let messages: KernelMessages?
    /// `messages` as `dmesg` prints them.
    let log: [UInt8]
    let trace: ModuleTrace?
    let uevents: Uevents?
    let cpus: GuestCPUs?
    let workload: WorkloadReport?
    let memory: MemorySamples?
    let image: ImageInfo?

    init(cell: Cell, record: BootRecord, items: EvidenceItems) {
        self.cell = cell
        self.record = record
        self.items = items
        statistics = ModuleStatistics(items)
        modules = items["modules"].map { LoadedModules($0) }
        let messages = items["kmsg"].map { KernelMessages($0) }
        self.messages = messages
        log = messages?.log ?? []
        trace = items["trace"].map { ModuleTrace($0, stats: items["trace-stats"]) }
        uevents = items["uevents"].map { Uevents($0, lost: items["uevents-lost"]) }
        cpus = items["cpus"].map { GuestCPUs($0) }
        workload = items["workload"].map { WorkloadReport($0) }
        memory = items["memory-samples"].map { MemorySamples($0) }
        image = items["image"].flatMap { ImageInfo($0) }
    }

    var isSealed: Bool { record.exit == .sealed }

    /// The kernel has no MODULE_STATS: the guest says that the file does not exist (ENOENT), and there is no counter.
    var hasNoStatistics: Bool { items.items["stats"]?.failure == 2 && statistics == nil }

    func problem(_ check: CellReading.Problem.Check, _ blame: Blame, _ text: String) -> CellReading.Problem {
        CellReading.Problem(check: check, blame: blame, text: text)
    }
}

extension BootDigest {
    /// What every cell undergoes whatever the criteria are, the gravest first.
    func problems() -> [CellReading.Problem] {
        identity() + readability() + vacuity() + counters()
    }

    /// The reports of the kernel log and of the console, each once. What the console lacks of a report because of its
    /// level may shorten the title, so the beginning decides.
    func findings(console: [UInt8]) -> [Finding] {
        let logged = KernelLogScanner.findings(in: log)
        let shown = KernelLogScanner.findings(in: console).filter { shown in
            !logged.contains { logged in
                logged.kind == shown.kind
                    && (logged.title.hasPrefix(shown.title) || shown.title.hasPrefix(logged.title))
            }
        }
        return logged + shown
    }
}
