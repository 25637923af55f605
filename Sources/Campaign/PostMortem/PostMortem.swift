// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

/// Takes down a guest whose boot is over, and gets out of it before and after what tells why it did not end well. Nothing
/// here changes the cause.
///
/// It holds the guest's lease meanwhile, and happens before the boot is stored: nobody's measured boot gets another
/// neighbour than it was to have, and a boot is there whole or not at all.
struct PostMortem: Sendable {
    let disks: (any DeadDiskPort)?
    /// Where a memory dump is to be written; nil where none is wanted.
    let core: (@Sendable () async throws -> String)?
    /// Tells whoever waits what takes the time.
    let tell: @Sendable (String) -> Void
    let bounds: @Sendable (Accelerator, _ vcpus: Int) -> InterrogationBounds
    /// How many times slower than others the kernel is, as for its deadlines.
    var patience = 1

    struct Result: Sendable {
        var record: PostMortemRecord?
        var files = PostMortemFiles()
        /// The guest's end, which may still be under way.
        var teardown: Task<[String], Never>
    }

    /// - Parameter stage: the farthest that the guest reached.
    func examine(
        _ guest: any RunningGuest, _ cause: ExitCause, stage: GuestStage, spec: GuestSpec
    ) async -> Result {
        guard Self.wanted(cause), !Task.isCancelled else { return Result(teardown: Task { await guest.end() }) }
        var record = PostMortemRecord()
        var files = PostMortemFiles()
        if cause.isHang {
            await interrogate(guest, spec, &record, &files)
        }
        if cause == .panicked || record.interrogation?.panicked == true {
            await dump(guest, spec, &record, &files)
        }
        if record.interrogation?.panicked == true { await hear(guest, spec, &record, &files) }
        // What was sealed was sent; its disk has nothing that is not known.
        let disk = stage < .sealed ? await keepDisk(of: guest, &record) : nil
        let teardown = Task { await guest.end() }
        if let disk {
            // QEMU holds a lock on its disk until it is gone.
            _ = await teardown.value
            await read(disk, spec, &record, &files)
        }
        return Result(record: record == PostMortemRecord() ? nil : record, files: files, teardown: teardown)
    }

    /// Where the host failed a guest, nothing in the guest says why, and a QEMU that is stopped answers nothing.
    private static func wanted(_ cause: ExitCause) -> Bool {
        switch cause.blame {
        case nil, .host, .user: false
        default: true
        }
    }

    private func interrogate(
        _ guest: any RunningGuest, _ spec: GuestSpec, _ record: inout PostMortemRecord, _ files: inout PostMortemFiles
    ) async {
        tell("hangs; it is asked what it does")
        guard let interrogation = await interrogator(of: guest, spec).run() else { return }
        record.interrogation = interrogation.record
        files.interrogation = interrogation.said
    }

    private func hear(
        _ guest: any RunningGuest, _ spec: GuestSpec, _ record: inout PostMortemRecord, _ files: inout PostMortemFiles
    ) async {
        guard !Task.isCancelled else { return }
        files.interrogation? += await interrogator(of: guest, spec).lastWords()
        record.interrogation?.size = .bytes(files.interrogation?.count ?? 0)
    }

    private func interrogator(of guest: any RunningGuest, _ spec: GuestSpec) -> Interrogator {
        let machine = guest.description.machine
        let factor = Double(patience) * (machine.pace ?? 1)
        return Interrogator(guest: guest, bounds: bounds(machine.accelerator, spec.vcpus).multiplied(by: factor))
    }

    private func dump(
        _ guest: any RunningGuest, _ spec: GuestSpec, _ record: inout PostMortemRecord, _ files: inout PostMortemFiles
    ) async {
        guard let core, !Task.isCancelled else { return }
        tell("panicked; its memory is kept")
        do {
            let path = try await core()
            record.core = try await guest.dumpMemory(to: path)
            files.core = path
            if record.core?.release == nil {
                record.notes.append(
                    "the memory dump has no VMCOREINFO: the kernel lacks what kernels/fragments/core.config asks for, or "
                        + "panicked before it was ready")
            }
        } catch {
            record.notes.append("no memory dump: \(errorLine(error))")
        }
    }

    private func keepDisk(of guest: any RunningGuest, _ record: inout PostMortemRecord) async -> DeadDisk? {
        guard disks != nil, !Task.isCancelled else { return nil }
        do {
            let disk = try await guest.keepDisk()
            if disk == nil { record.notes.append("the guest wrote nothing to its disk") }
            return disk
        } catch {
            record.notes.append("its disk was not read: \(errorLine(error))")
            return nil
        }
    }

    private func read(
        _ disk: DeadDisk, _ spec: GuestSpec, _ record: inout PostMortemRecord, _ files: inout PostMortemFiles
    ) async {
        guard let disks else { return }
        tell("wrote to its disk, which is read")
        do {
            let found = try await disks.files(on: disk, kernel: spec.kernel).sorted { $0.path < $1.path }
            record.disk = found.map { PostMortemRecord.DiskFile(path: $0.path, size: $0.size, isCut: $0.isCut) }
            files.disk = found.map(\.bytes)
            if found.isEmpty { record.notes.append("the guest wrote to its disk, but there is no log on it") }
        } catch {
            record.notes.append("its disk was not read: \(errorLine(error))")
        }
    }
}

extension PostMortem {
    init(_ campaign: Campaign, of cell: Cell, patience: Int, cores: CoreAllowance) {
        let (cell, kernel) = (cell.id, cell.coordinates.kernel)
        let ports = campaign.ports
        var core: (@Sendable () async throws -> String)?
        if campaign.matrix.core == .onPanic {
            core = {
                try await cores.take(kernel)
                return try await ports.evidence.room(for: cell)
            }
        }
        let tell: @Sendable (String) -> Void = { words in ports.progress.report(.note("\(cell) \(words)")) }
        self.init(
            disks: ports.disks, core: core, tell: tell,
            bounds: { accelerator, vcpus in InterrogationBounds.standard(accelerator, vcpus: vcpus) },
            patience: patience)
    }
}

extension ExitCause {
    /// Whether the guest may still be asked what it does: it runs, and nothing comes of it.
    var isHang: Bool {
        switch self {
        case .hung(let hang, _): hang != .neverStarted
        case .shutdownStuck: true
        default: false
        }
    }
}
