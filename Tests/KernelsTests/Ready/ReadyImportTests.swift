// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Host
import Testing
import Vocabulary

@testable import Kernels

@Suite struct ReadyImportTests {
    private let release = ReadySamples.release

    private func files(_ scratch: Scratch, config: String? = nil) -> ReadyFiles {
        ReadyFiles(
            image: "boot/vmlinuz-\(release)", modules: "lib/modules/\(release)", config: config, in: scratch.path)
    }

    private func run(_ scratch: Scratch, _ files: ReadyFiles) async throws -> (identity: [String], ticks: Int) {
        let staging = scratch.path + "/staging"
        try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
        let (identity, ticks) = try await ReadyImport(name: "k", files: files)
            .run(into: staging, scratch: staging + "/.scratch")
        let modules = identity.modules.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.hex.prefix(4))" }
        return ([identity.release, String(identity.kernel.hex.prefix(4))] + modules, ticks)
    }

    private func failure(_ scratch: Scratch, _ files: ReadyFiles) async -> KernelError? {
        do {
            _ = try await run(scratch, files)
            return nil
        } catch {
            return error as? KernelError
        }
    }

    @Test func anEntryIsLikeThatOfAKernelThatWasBuilt() async throws {
        let scratch = try Scratch()
        try ReadySamples.tree(scratch)
        // What a distribution leaves beside the modules leads out of the kernel.
        try FileManager.default.createSymbolicLink(
            atPath: "\(scratch.path)/lib/modules/\(release)/build", withDestinationPath: scratch.path)
        let (identity, ticks) = try await run(scratch, files(scratch))
        #expect(identity == [release, "0101", "helper_one 0303", "virtio_blk 0202"])
        #expect(ticks == 250)
        let made = try FileManager.default.subpathsOfDirectory(atPath: scratch.path + "/staging").sorted()
        #expect(made.contains("bzImage") && made.contains("config"))
        #expect(made.contains("modules/lib/modules/\(release)/kernel/virtio_blk.ko.gz"))
        #expect(!made.contains { $0.contains("scratch") || $0.hasSuffix("build") })
        #expect(scratch.text("staging/config") == ReadySamples.config)
    }

    /// Somebody's own directory is only read.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/sbin/depmod"), "depmod is not installed"))
    func anIndexThatIsAbsentIsMadeInOurCopy() async throws {
        let scratch = try Scratch()
        try ReadySamples.tree(scratch)
        let modules = "\(scratch.path)/lib/modules/\(release)"
        for name in ["modules.dep", "modules.dep.bin"] {
            try FileManager.default.removeItem(atPath: "\(modules)/\(name)")
        }
        let before = try FileManager.default.subpathsOfDirectory(atPath: modules).sorted()
        // What no depmod understands is no error of ours: virtio_blk is then in no index.
        _ = await failure(scratch, files(scratch))
        #expect(try FileManager.default.subpathsOfDirectory(atPath: modules).sorted() == before)
    }

    @Test func theConfigurationIsLookedForWhereItMayBe() async throws {
        let scratch = try Scratch()
        try ReadySamples.tree(scratch)
        try FileManager.default.removeItem(atPath: "\(scratch.path)/boot/config-\(release)")
        let missing = await failure(scratch, files(scratch))
        #expect(missing?.kind == .badImage && missing?.what.contains("config-\(release)") == true)
        try scratch.write(ReadySamples.config, to: "lib/modules/\(release)/config")
        #expect(try await run(scratch, files(scratch)).ticks == 250)
    }

    @Test func aConfigurationThatIsNoneIsSeen() async throws {
        let scratch = try Scratch()
        try ReadySamples.tree(scratch)
        try scratch.write("CONFIG_SMP=y\n", to: "defconfig")
        let error = await failure(scratch, files(scratch, config: "defconfig"))
        #expect(error?.what.contains("CONFIG_HZ") == true && error?.blame == .user)
    }

    @Test func modulesOfAnotherKernelAreSeen() async throws {
        let scratch = try Scratch()
        try ReadySamples.tree(scratch)
        try ReadySamples.module(9, release: "6.9.0-other").write(
            to: URL(fileURLWithPath: "\(scratch.path)/lib/modules/\(release)/kernel/a-first.ko"))
        let error = await failure(scratch, files(scratch))
        #expect(error?.kind == .badModules && error?.what.contains("6.9.0-other") == true)
    }

    /// One release, two builds: what an argument that was mixed up looks like.
    @Test func modulesOfAnotherBuildAreSeen() async throws {
        let scratch = try Scratch()
        try ReadySamples.tree(scratch)
        let modules = "\(scratch.path)/lib/modules/\(release)"
        try FileManager.default.createDirectory(atPath: modules + "/updates", withIntermediateDirectories: false)
        let other = ReadySamples.module(9, salt: "pepp")
        try other.write(to: URL(fileURLWithPath: modules + "/updates/own.ko"))
        #expect(try await run(scratch, files(scratch)).identity.count == 5)
        try FileManager.default.removeItem(atPath: scratch.path + "/staging")
        try other.write(to: URL(fileURLWithPath: modules + "/kernel/theirs.ko"))
        let error = await failure(scratch, files(scratch))
        #expect(error?.kind == .badModules && error?.location?.hasSuffix("kernel/theirs.ko") == true)
    }

    @Test func whatIsNotThereIsSaidAtOnce() async throws {
        let scratch = try Scratch()
        try ReadySamples.tree(scratch)
        var wrong = files(scratch)
        wrong.modules = scratch.path + "/nowhere"
        #expect(await failure(scratch, wrong)?.location == wrong.modules)
        wrong.modules = scratch.path + "/boot"
        #expect(await failure(scratch, wrong)?.what.contains("no module") == true)
        wrong = files(scratch)
        wrong.image = scratch.path + "/boot/config-\(release)"
        #expect(await failure(scratch, wrong)?.what.contains("no bzImage") == true)
    }

    @Test func aKernelWithoutDriversIsRefusedBeforeAnyBoot() async throws {
        let scratch = try Scratch()
        try ReadySamples.tree(scratch)
        try scratch.write("CONFIG_HZ=250\nCONFIG_BLK_DEV_INITRD=y\n", to: "poor")
        #expect(await failure(scratch, files(scratch, config: "poor"))?.kind == .noDriver)
    }
}
