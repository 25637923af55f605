// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Host
import MatrixPlan
import Synchronization
import Verdicts
import Vocabulary

/// Looks again at the files that a guest was started from when its boot shows anything to complain of. They were held
/// against their checksums before; a disk that loses bits, or somebody who writes to the cache, does so at any time,
/// and the kernel would be blamed for what its guest read. A good boot is not looked at again: 300 MiB take most of a
/// second of a CPU that the next guest needs.
final class FileWitness: GuestPort, EvidencePort {
    private let guests: any GuestPort
    private let store: any EvidencePort
    private let progress: any ProgressPort
    /// What the guests that now run were started from.
    private let files = Mutex<[CellID: [String]]>([:])

    init(guests: any GuestPort, store: any EvidencePort, progress: any ProgressPort) {
        self.guests = guests
        self.store = store
        self.progress = progress
    }

    func start(_ spec: GuestSpec) async throws -> any RunningGuest {
        let kernel = [spec.kernel.bzImage, spec.disks.initramfs].compactMap(\.self)
        files.withLock { $0[spec.cell] = kernel + [spec.disks.base, spec.disks.modules] }
        return try await guests.start(spec)
    }

    func scratch(for cell: CellID) async throws -> String { try await store.scratch(for: cell) }

    func room(for cell: CellID) async throws -> String { try await store.room(for: cell) }

    func store(_ outcome: BootOutcome) async throws -> ExitCause {
        let used = files.withLock { $0.removeValue(forKey: outcome.cell.id) } ?? []
        var outcome = outcome
        if let flaw = await Self.flaw(in: used, after: outcome) {
            progress.report(.note("\(outcome.cell.id): \(flaw)"))
            outcome.record.exit = .filesChanged(flaw)
        }
        return try await store.store(outcome)
    }

    /// What is wrong with the files of a boot that is to be complained of; nil for nothing.
    @concurrent
    private static func flaw(in files: [String], after outcome: BootOutcome) async -> String? {
        guard isComplaint(outcome) else { return nil }
        for file in files {
            // With holds of its own: an entry that is held already is not read again.
            let custody = try? await Shelf.hold(entryOf: file, isUse: false, in: Holds())
            if case .damaged(let flaw) = custody { return flaw }
        }
        return nil
    }

    private static func isComplaint(_ outcome: BootOutcome) -> Bool {
        switch outcome.record.exit.blame {
        case .host, .user: return false
        case .some: return true
        case nil:
            let reading = CellReading(
                cell: outcome.cell, record: outcome.record, items: outcome.items, console: outcome.console)
            return !reading.problems.isEmpty || !reading.findings.isEmpty
        }
    }
}
