// SPDX-License-Identifier: Apache-2.0

import Campaign
import Vocabulary

extension GuestfsThread {
    /// With an appliance that is put together for this kernel, in a workspace that is swept should we be killed.
    ///
    /// - Parameters:
    ///   - kernel: one that can run the appliance.
    ///   - emulate: no KVM.
    static func withAppliance(
        of kernel: KernelArtifact, emulate: Bool, verbose: Bool = false, patience: Duration = usualPatience,
        workspace: borrowing Workspace, log: String
    ) async throws -> GuestfsThread {
        let listener = try GuestfsListener(log: log)
        let path = try GuestfsHandle.open(listener: listener).defaultPath()
        let first = path.split(separator: ":").first.map(String.init) ?? path
        let appliance = try await FixedAppliance.make(
            kernel: kernel, supermin: first + "/supermin.d", workspace: workspace, log: log)
        let place = workspace.path
        return GuestfsThread(
            settings: GuestfsSettings(
                appliance: appliance, temporary: try workspace.directory("guestfs"), emulate: emulate, verbose: verbose),
            listener: listener, patience: patience,
            onSocketDirectory: { Workspace.note(socketDirectory: $0, in: place) })
    }
}
