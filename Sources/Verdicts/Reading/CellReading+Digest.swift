// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
import KernelLog
public import MatrixPlan
import Vocabulary

extension CellReading {
    /// What a boot left behind, understood. Pure: equal evidence gives an equal reading.
    ///
    /// - Parameters:
    ///   - items: as far as the guest got; without its seal, absence proves nothing and is held against nobody but the
    ///     exit.
    ///   - console: as it came; with `quiet` the kernel log in `items` is the fuller one.
    ///   - interrogation: a hung guest's answers, with our markers among them.
    public init(cell: Cell, record: BootRecord, items: EvidenceItems, console: [UInt8], interrogation: [UInt8]? = nil) {
        let digest = BootDigest(cell: cell, record: record, items: items)
        var software: [String: String] = [:]
        if let image = digest.evidence.image {
            software = ["udev": image.udev, "kmod": image.kmod, "recipe": image.recipe]
                .mapValues { SafeText.line($0, limit: 80) }
        }
        let modules = digest.evidence.modules.flatMap { $0.problem == nil ? $0.names : nil }
        self.init(
            cell: cell, attempt: record.attempt, exit: record.exit, stage: record.stage, machine: record.machine,
            software: software, findings: digest.findings(console: console), values: digest.values(),
            modules: modules?.map { SafeText.line($0, limit: 80) }, problems: digest.problems(),
            funnel: digest.funnel?.safe(),
            peaks: digest.peaks?.safe())
        failedLoads = digest.failedLoads
        replays = digest.replayedFailures
        binary = record.binary
        rerun = record.rerun
        host = record.host
        postMortem = record.postMortem?.safe
        hang = interrogation.map { HangReading($0) }
        footprint = LoadFootprint(digest.evidence, digest.activity)
    }
}

extension PostMortemRecord {
    /// Fit for a terminal: the paths are a guest's.
    var safe: PostMortemRecord {
        var result = self
        for index in disk.indices { result.disk[index].path = SafeText.line(disk[index].path, limit: 200) }
        result.notes = notes.map { SafeText.line($0, limit: 400) }
        return result
    }
}
