// SPDX-License-Identifier: Apache-2.0

public import Campaign
import Glibc
import Host
import Vocabulary

/// Looks into dead guests' disks with libguestfs's appliance: a guest's file system is parsed by a kernel in a guest of
/// its own, never by ours.
extension ImageBuilder: DeadDiskPort {
    /// An appliance is put together in 5 s and starts in 10 under the translator.
    private static var patience: Duration { .seconds(180) }

    public func files(on disk: DeadDisk, kernel: KernelArtifact) async throws -> [DeadFile] {
        defer { unlink(disk.overlay) }
        try await requirePackages()
        let runner = await applianceKernel(for: kernel)
        let workspace = try await Workspace.make(in: shelves + "/work")
        try ImageError.requireSpace(BaseImage.extraSpace, for: "a look at a dead guest's disk", at: workspace.path)
        let log = try logs.fresh("dead-disk-\(kernel.name)")
        return try await read(
            disk, kernel: runner, emulate: try await emulates(), workspace: workspace, log: log)
    }

    private func read(
        _ disk: DeadDisk, kernel: KernelArtifact, emulate: Bool, workspace: borrowing Workspace, log: String
    ) async throws -> [DeadFile] {
        let thread = try await GuestfsThread.withAppliance(
            of: kernel, emulate: emulate, patience: .seconds(90), workspace: workspace, log: log)
        do {
            return try await Self.within(Self.patience) {
                try await thread.run { try DeadDiskFiles().read(disk.overlay, with: $0) }
            }
        } catch let failure as GuestfsFailure {
            throw ImageError(
                failure.call == "launch" ? .appliance : .deadDisk, "a dead guest's disk cannot be read", at: log,
                remedy: "read the log", cause: failure)
        } catch is GuestfsThread.Ending {
            throw ImageError(.stalled, "libguestfs's appliance said nothing any more and was ended", at: log)
        }
    }

    /// - Throws: `ImageError` when the time is up; the work is cancelled and over then.
    private static func within<Value: Sendable>(
        _ time: Duration, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() ?? nil else {
                throw ImageError(.stalled, "reading a dead guest's disk took longer than \(time.brief)")
            }
            return value
        }
    }
}
