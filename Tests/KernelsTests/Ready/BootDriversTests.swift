// SPDX-License-Identifier: Apache-2.0

import Campaign
import Testing
import Vocabulary

@testable import Kernels

@Suite struct BootDriversTests {
    private func early(_ values: [String: String], _ index: ModuleIndex) throws -> [String] {
        try BootDrivers.early(config: KconfigValues(values), index: index, kernel: "k", at: "here")
            .map { ($0.isOptional ? "?" : "") + $0.path }
    }

    private let inside = [
        "VIRTIO_PCI": "y", "VIRTIO_BLK": "y", "VIRTIO_CONSOLE": "y", "EXT4_FS": "y", "BLK_DEV_INITRD": "y",
    ]

    @Test func aKernelThatHasAllBuiltInNeedsNothing() throws {
        #expect(try early(inside, ModuleIndex(dependencies: "", builtIn: "")) == [])
        // By modules.builtin alone, as where the configuration is another's.
        let index = ModuleIndex(
            dependencies: "",
            builtIn: "kernel/drivers/virtio/virtio_pci.ko\nkernel/drivers/block/virtio_blk.ko\n"
                + "kernel/drivers/char/virtio_console.ko\nkernel/fs/ext4/ext4.ko\n")
        #expect(try early([:], index) == [])
    }

    /// As in Debian's 6.1 for clouds; modules.dep names last what is to be loaded first.
    @Test func modulesComeAfterWhatTheyNeed() throws {
        let index = ModuleIndex(
            dependencies: """
                virtio/virtio.ko: virtio/virtio_ring.ko
                virtio/virtio_ring.ko:
                virtio/virtio_pci_modern_dev.ko:
                virtio/virtio_pci.ko: virtio/virtio_pci_modern_dev.ko virtio/virtio.ko virtio/virtio_ring.ko
                block/virtio_blk.ko: virtio/virtio.ko virtio/virtio_ring.ko
                char/virtio_console.ko: virtio/virtio.ko virtio/virtio_ring.ko
                misc/pvpanic.ko:
                misc/pvpanic-mmio.ko: misc/pvpanic.ko

                """, builtIn: "kernel/fs/ext4/ext4.ko\n")
        let found = try early(["VIRTIO_PCI": "m", "BLK_DEV_INITRD": "y"], index)
        #expect(
            found == [
                "?misc/pvpanic.ko", "?misc/pvpanic-mmio.ko", "virtio/virtio_ring.ko", "virtio/virtio.ko",
                "virtio/virtio_pci_modern_dev.ko", "virtio/virtio_pci.ko", "block/virtio_blk.ko",
                "char/virtio_console.ko",
            ])
    }

    /// ext4 wants crc32c at its mount, and nobody in an initramfs answers a request for it.
    @Test func wishesAreGrantedWhereTheyCanBe() throws {
        var values = inside
        values["EXT4_FS"] = "m"
        let index = ModuleIndex(
            dependencies: """
                fs/ext4.ko.xz: fs/jbd2.ko.xz lib/crc16.ko.xz
                fs/jbd2.ko.xz:
                lib/crc16.ko.xz:
                crypto/crc32c_generic.ko.xz:
                crypto/crc32c-intel.ko.xz:

                """, builtIn: "",
            wishes: "# comment\nsoftdep ext4 pre: crc32c nothing post: jbd2\nsoftdep jbd2 pre: ext4\n",
            aliases: "alias crc32c crc32c_generic\nalias crc32c crc32c_intel\nalias cpu:type:x86* kvm\n")
        #expect(
            try early(values, index) == [
                "?crypto/crc32c_generic.ko.xz", "?crypto/crc32c-intel.ko.xz", "lib/crc16.ko.xz", "fs/jbd2.ko.xz",
                "fs/ext4.ko.xz",
            ])
    }

    @Test func whatIsNowhereIsSaidAtOnce() {
        let index = ModuleIndex(dependencies: "block/virtio_blk.ko:\n", builtIn: "")
        do {
            _ = try early(["EXT4_FS": "y", "VIRTIO_BLK": "m"], index)
            Issue.record("there was no error")
        } catch let error as KernelError {
            #expect(error.kind == .noDriver && error.blame == .user)
            #expect(error.what.contains("CONFIG_VIRTIO_PCI") && error.what.contains("CONFIG_VIRTIO_CONSOLE"))
            #expect(!error.what.contains("VIRTIO_BLK") && !error.what.contains("PVPANIC"))
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func aKernelWithoutInitramfsCannotLoadAny() {
        var values = inside
        (values["VIRTIO_BLK"], values["BLK_DEV_INITRD"]) = ("m", nil)
        let index = ModuleIndex(dependencies: "block/virtio_blk.ko:\n", builtIn: "")
        #expect { try early(values, index) } throws: {
            ($0 as? KernelError)?.what.contains("takes no initramfs") == true
        }
    }
}
