// SPDX-License-Identifier: Apache-2.0

import Campaign

/// Images whose appliance runs under the accelerator that was found to work: libguestfs falls for an unusable
/// `/dev/kvm` as everybody does.
struct ProbedImages: ImagePort {
    let images: any ImagePort
    let hypervisor: Hypervisor

    func disks(for kernel: KernelArtifact) async throws -> GuestDisks {
        _ = try await hypervisor.accelerator(with: kernel)
        return try await images.disks(for: kernel)
    }
}
