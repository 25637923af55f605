// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing

@testable import Kernels

/// Kernels made up for tests: as much of each format as is looked at.
enum ReadySamples {
    static let release = "6.9.0-test"

    static let config = """
        CONFIG_HZ=250
        CONFIG_BLK_DEV_INITRD=y
        CONFIG_VIRTIO_PCI=y
        CONFIG_VIRTIO_BLK=m
        CONFIG_VIRTIO_CONSOLE=y
        CONFIG_EXT4_FS=y
        # CONFIG_PVPANIC_MMIO is not set

        """

    private static func little(_ value: UInt64, _ count: Int) -> Data {
        Data((0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) })
    }

    /// An ELF file whose one section has the notes with the build-id and the salt; what follows it is text, as a module's
    /// is.
    static func elf(_ id: [UInt8], salt: String = "", text: String = "") -> Data {
        var note = little(4, 4) + little(UInt64(id.count), 4) + little(3, 4) + Data("GNU\0".utf8) + Data(id)
        if !salt.isEmpty {
            note += little(6, 4) + little(4, 4) + little(0x100, 4) + Data("Linux\0\0\0".utf8) + Data(salt.utf8)
        }
        var bytes = Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]) + Data(count: 9) + little(1, 2) + little(62, 2)
        bytes += little(1, 4) + little(0, 16) + little(UInt64(64 + note.count), 8) + little(0, 4)
        bytes += little(64, 2) + little(0, 4) + little(64, 2) + little(1, 2) + little(0, 2) + note
        bytes += little(0, 4) + little(7, 4) + little(0, 16) + little(64, 8) + little(UInt64(note.count), 8)
        bytes += little(0, 8) + little(4, 8) + little(0, 8)
        return bytes + Data(text.utf8)
    }

    static func module(_ id: UInt8, release: String = release, salt: String = "salt") -> Data {
        elf([UInt8](repeating: id, count: 20), salt: salt, text: "license=GPL\0vermagic=\(release) SMP mod_unload \0")
    }

    /// A boot sector and a setup of two more, the version's text in the second, then the payload behind four bytes.
    static func image(
        payload: Data, release: String = release, protocolVersion: UInt64 = 0x020F, flags: UInt64 = 0x7F
    ) -> Data {
        var bytes = Data(count: 3 * 512)
        func put(_ value: UInt64, _ count: Int, at offset: Int) {
            bytes.replaceSubrange(offset..<(offset + count), with: little(value, count))
        }
        put(2, 1, at: 0x1F1)
        put(0xAA55, 2, at: 0x1FE)
        bytes.replaceSubrange(0x202..<0x206, with: Data("HdrS".utf8))
        put(protocolVersion, 2, at: 0x206)
        put(0x100, 2, at: 0x20E)
        put(flags, 2, at: 0x236)
        put(4, 4, at: 0x248)
        put(UInt64(payload.count), 4, at: 0x24C)
        let version = Data("\(release) (somebody@somewhere) #1 SMP\0".utf8)
        bytes.replaceSubrange(0x300..<(0x300 + version.count), with: version)
        return bytes + Data([9, 9, 9, 9]) + payload + Data([1, 2, 3])
    }

    /// The bytes as a program compresses them; nil where it is not installed.
    static func packed(_ data: Data, by program: String, _ arguments: [String]) throws -> Data? {
        let places = ["/usr/bin/", "/bin/"].map { $0 + program }
        guard let path = places.first(where: FileManager.default.isExecutableFile(atPath:)) else { return nil }
        let scratch = try Scratch()
        try data.write(to: URL(fileURLWithPath: scratch.path + "/in"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle(forReadingAtPath: scratch.path + "/in")
        _ = FileManager.default.createFile(atPath: scratch.path + "/out", contents: nil)
        process.standardOutput = FileHandle(forWritingAtPath: scratch.path + "/out")
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return FileManager.default.contents(atPath: scratch.path + "/out")
    }

    /// A gzipped kernel as an image.
    static func kernel(_ id: UInt8 = 1, release: String = release) throws -> Data {
        let payload = try #require(try packed(elf([UInt8](repeating: id, count: 20), salt: "salt"), by: "gzip", ["-c"]))
        return image(payload: payload, release: release)
    }

    /// `vmlinuz-RELEASE`, `config-RELEASE` and `lib/modules/RELEASE` with two modules, one of them compressed, and an
    /// index that says so.
    static func tree(_ scratch: Scratch, below root: String = "", release: String = release) throws {
        let boot = root.isEmpty ? "boot" : "\(root)/boot"
        let modules = root.isEmpty ? "lib/modules/\(release)" : "\(root)/lib/modules/\(release)"
        try scratch.write(config, to: "\(boot)/config-\(release)")
        try kernel(release: release).write(to: URL(fileURLWithPath: "\(scratch.path)/\(boot)/vmlinuz-\(release)"))
        for name in ["modules.dep.bin", "modules.alias.bin", "kernel/empty.txt"] {
            try scratch.write("", to: "\(modules)/\(name)")
        }
        try scratch.write(
            "kernel/virtio_blk.ko.gz: kernel/helper-one.ko\nkernel/helper-one.ko:\n", to: "\(modules)/modules.dep")
        let place = URL(fileURLWithPath: "\(scratch.path)/\(modules)/kernel")
        try module(3, release: release).write(to: place.appendingPathComponent("helper-one.ko"))
        try #require(try packed(module(2, release: release), by: "gzip", ["-c"]))
            .write(to: place.appendingPathComponent("virtio_blk.ko.gz"))
    }
}
