// SPDX-License-Identifier: Apache-2.0

import Campaign
import Glibc
import Host
import MatrixPlan
import Vocabulary

extension BaseImage {
    /// Builds the base with a kernel that can run libguestfs's appliance.
    ///
    /// - Parameters:
    ///   - directory: an empty one that gets `base.img`, mode 0444.
    ///   - emulate: no KVM.
    func make(
        in directory: String, key: String, kernel: KernelArtifact, emulate: Bool, verbose: Bool,
        workspace: borrowing Workspace, log: String
    ) async throws {
        try checkSize()
        try ImageError.requireSpace(recipe.size + Self.extraSpace, for: "image \(recipe.name)", at: directory)
        let disk = directory + "/" + Self.name
        try makeDisk(disk)
        let thread = try await GuestfsThread.withAppliance(
            of: kernel, emulate: emulate, verbose: verbose, workspace: workspace, log: log)
        do {
            try await thread.run { handle in try fill(disk, key: key, with: handle) }
        } catch let failure as GuestfsFailure {
            throw error(for: failure, kernel: kernel, lastLines: thread.listener.lastLines(5), log: log)
        } catch GuestfsThread.Ending.stalled {
            throw ImageError(
                .stalled, "libguestfs's appliance said nothing for \(thread.patience.brief) and was ended", at: log,
                remedy: "read the log; run again when the host is less busy")
        }
        try await verify(disk, log: log)
        chmod(disk, 0o444)
    }

    /// A failed launch is told apart from a failed step, and a full disk from both.
    func error(
        for failure: GuestfsFailure, kernel: KernelArtifact, lastLines: [String], log: String
    ) -> ImageError {
        if failure.isNoSpace {
            return ImageError(
                .noSpace, "image \(recipe.name) does not fit into \(recipe.size), or the host's disk is full", at: log,
                remedy: "raise `size` in images/\(recipe.name).yaml, or free disk space", cause: failure)
        }
        let said = lastLines.isEmpty ? "" : "\n  " + lastLines.joined(separator: "\n  ")
        if failure.call == "launch" {
            return ImageError(
                .appliance, "libguestfs's appliance did not start with kernel \(kernel.name)\(said)", at: log,
                remedy: "read the log; boot another kernel of the matrix first if this one does not boot",
                cause: failure)
        }
        return ImageError(
            .baseImage, blame: .harness, "image \(recipe.name) could not be filled\(said)", at: log,
            remedy: "read the log, and run again", cause: failure)
    }

    /// Another program than the one that wrote it says whether the file system is sound (e2fsck(8): 0, no errors).
    private func verify(_ disk: String, log: String) async throws {
        let result = try await Command("/sbin/e2fsck", ["-f", "-n", disk]).run(log: log)
        guard !result.succeeded else { return }
        throw ImageError(
            .baseImage, blame: .harness, "the file system of image \(recipe.name) is damaged", at: log,
            remedy: "run again; report it with the log if it comes back", cause: nil)
    }
}
