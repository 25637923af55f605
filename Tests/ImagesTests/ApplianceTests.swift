// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Host
import Testing
import Vocabulary

@testable import Images

@Suite struct ApplianceTests {
    private let builtin = """
        kernel/fs/ext4/ext4.ko
        kernel/drivers/virtio/virtio_pci.ko
        kernel/drivers/char/virtio_console.ko
        kernel/drivers/scsi/virtio_scsi.ko
        kernel/drivers/scsi/sd_mod.ko
        """

    @Test func aKernelWithItsDriversBuiltInNeedsNoModules() {
        #expect(ApplianceKernel.support(builtin: builtin, dependencies: "") == .builtIn)
    }

    @Test func aStockKernelNeedsItsModules() {
        let builtin = "kernel/drivers/virtio/virtio_pci.ko\nkernel/drivers/char/virtio_console.ko\n"
        let dependencies = """
            kernel/fs/ext4/ext4.ko.xz: kernel/fs/jbd2/jbd2.ko.xz
            kernel/drivers/scsi/virtio-scsi.ko.zst:
            kernel/drivers/scsi/sd_mod.ko: kernel/drivers/scsi/scsi_mod.ko
            """
        #expect(ApplianceKernel.support(builtin: builtin, dependencies: dependencies) == .needsModules)
    }

    @Test func whatAKernelLacksIsNamed() {
        let less = builtin.replacingOccurrences(of: "kernel/drivers/scsi/virtio_scsi.ko", with: "")
        // A dependency on the right of the colon is no module of its own line.
        let dependencies = "kernel/x.ko: kernel/drivers/scsi/virtio_scsi.ko"
        #expect(ApplianceKernel.support(builtin: less, dependencies: dependencies) == .lacks(["virtio_scsi"]))
        #expect(ApplianceKernel.support(builtin: "", dependencies: "") == .lacks(ApplianceKernel.drivers))
    }

    @Test func superminGetsTheKernelInItsOwnEnvironment() {
        let command = FixedAppliance.command(
            kernel: Sample.kernel(), modules: "/m/6.12.1", supermin: "/usr/lib/guestfs/supermin.d",
            output: "/w/appliance")
        #expect(command.executable == "supermin")
        #expect(command.arguments.suffix(3) == ["/usr/lib/guestfs/supermin.d", "-o", "/w/appliance"])
        #expect(command.arguments.contains("--build"))
        #expect(command.environment["SUPERMIN_KERNEL"] == "/k/bzImage")
        #expect(command.environment["SUPERMIN_KERNEL_VERSION"] == "6.12.1")
        #expect(command.environment["SUPERMIN_MODULES"] == "/m/6.12.1")
        #expect(ProcessInfo.processInfo.environment["SUPERMIN_KERNEL"] == nil)
    }

    @Test func theNamespaceRunsTheCommandsWordsUnchanged() {
        let inner = Command("supermin", ["a b", "$(c)", "';d"], environment: ["X": "1"], in: "/w")
        let outer = ModulesMountPoint.wrapped(inner, scratch: "/s,1", user: 0)
        #expect(!outer.arguments.contains("--user"))
        #expect(ModulesMountPoint.wrapped(inner, scratch: "/s,1", user: 1000).arguments.contains("--map-root-user"))
        #expect(outer.executable == "unshare")
        #expect(outer.arguments.suffix(5) == ["/s,1", "supermin", "a b", "$(c)", "';d"])
        #expect(outer.arguments.contains(ModulesMountPoint.script))
        #expect(outer.directory == "/w")
        #expect(outer.environment["X"] == "1")
    }

    /// A kernel that somebody brings has what its guests need, and need not have what libguestfs needs.
    @Test func anotherKernelRunsTheApplianceOfOneThatCannot() async throws {
        let scratch = try Scratch()
        let able = Sample.kernel(key: "able", modulesRoot: scratch.path + "/able")
        let poor = Sample.kernel(key: "poor", modulesRoot: scratch.path + "/poor")
        try scratch.file("able/lib/modules/6.12.1/modules.builtin", builtin)
        try scratch.file("poor/lib/modules/6.12.1/modules.builtin", "kernel/fs/ext4/ext4.ko\n")
        func builder(_ substitute: (@Sendable () async throws -> KernelArtifact)?) -> ImageBuilder {
            ImageBuilder(
                recipe: Sample.recipe(), settings: .init(images: "/none", cache: "/none"), progress: Silence(),
                substitute: substitute
            ) { true }
        }
        let willing = builder { able }
        #expect(await willing.applianceKernel(for: poor) == able)
        #expect(await builder { poor }.applianceKernel(for: able) == able)
        // Without one the error is that of the kernel itself, which says what it lacks.
        #expect(await builder(nil).applianceKernel(for: poor) == poor)
        #expect(await builder { throw CancellationError() }.applianceKernel(for: poor) == poor)
    }

    private struct Silence: ProgressPort {
        func report(_ event: ProgressEvent) {}
    }

    @Test func ourQEMUIsKnownByItsKernel() {
        let arguments = [
            "/usr/bin/qemu-system-x86_64", "-kernel", "/w/appliance/kernel", "-chardev",
            "socket,path=/tmp/libguestfsAb12Cd/guestfsd.sock,id=channel0",
        ]
        let process = ApplianceProcess(id: 7, arguments: arguments, appliance: "/w/appliance")
        #expect(process?.id == 7)
        #expect(process?.socketDirectory == "/tmp/libguestfsAb12Cd")
        #expect(ApplianceProcess(id: 7, arguments: arguments, appliance: "/w") == nil)
        #expect(ApplianceProcess(id: 7, arguments: ["qemu", "-kernel"], appliance: "/w") == nil)
        #expect(ApplianceProcess(id: 7, arguments: [], appliance: "/w") == nil)
    }

    @Test func aChildIsFoundAndEndedByItsArgumentsAlone() throws {
        let scratch = try Scratch()
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The shell waits for a line that never comes; the words after the script are only arguments.
        child.arguments = ["-c", "read line", "sh", "-kernel", scratch.path + "/kernel"]
        let input = Pipe()
        child.standardInput = input
        try child.run()
        #expect(ApplianceProcess.find(appliance: scratch.path + "x") == nil)
        // Between fork and exec the child still has our own arguments.
        var found = ApplianceProcess.find(appliance: scratch.path)
        while found == nil, child.isRunning { found = ApplianceProcess.find(appliance: scratch.path) }
        #expect(found?.id == child.processIdentifier)
        ApplianceProcess.kill(appliance: scratch.path)
        child.waitUntilExit()
        #expect(child.terminationReason == .uncaughtSignal)
        #expect(child.terminationStatus == 9)
        try input.fileHandleForWriting.close()
    }
}
