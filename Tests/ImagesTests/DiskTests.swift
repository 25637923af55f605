// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Host
import MatrixPlan
import Testing
import Vocabulary

@testable import Images

@Suite struct DiskTests {
    // MARK: The base

    private func image(_ recipe: ImageRecipe, tarball: String, program: String = "p1") -> BaseImage {
        BaseImage(recipe: recipe, tarball: tarball, program: "/p/init", programHash: program)
    }

    @Test func aBasesKeyIsItsContent() throws {
        let scratch = try Scratch()
        let tar = try scratch.file("a.tar", "one")
        let copy = try scratch.file("b.tar", "one")
        let other = try scratch.file("c.tar", "two")
        let base = try image(Sample.recipe(), tarball: tar).key()
        // Where the tarball lies, and by which packages it came to be, is no part of it.
        #expect(try image(Sample.recipe(packages: ["x"]), tarball: copy).key() == base)
        let different = [
            try image(Sample.recipe(), tarball: other).key(),
            try image(Sample.recipe(), tarball: tar, program: "p2").key(),
            try image(Sample.recipe(size: .mebibytes(128)), tarball: tar).key(),
            try image(Sample.recipe(files: ["etc/group": "root:x:1:\n"]), tarball: tar).key(),
            try image(Sample.recipe(files: ["etc/passwd": "root:x:0:\n"]), tarball: tar).key(),
        ]
        #expect(Set(different + [base]).count == different.count + 1)
    }

    @Test func aSizeTooSmallIsFoundBeforeTheApplianceRuns() throws {
        let scratch = try Scratch()
        let tar = try scratch.file("a.tar", String(repeating: "x", count: 20 << 20))
        let error = #expect(throws: ImageError.self) {
            try image(Sample.recipe(size: .mebibytes(20)), tarball: tar).checkSize()
        }
        #expect(error?.kind == .recipe)
        #expect(error?.remedy == "raise `size` to 32 MiB or more")
        try image(Sample.recipe(size: .mebibytes(32)), tarball: tar).checkSize()
    }

    @Test func theDiskIsSparseAndNeverReplacesOne() throws {
        let scratch = try Scratch()
        let disk = scratch.path + "/base.img"
        let image = image(Sample.recipe(), tarball: "/t")
        try image.makeDisk(disk)
        let attributes = try FileManager.default.attributesOfItem(atPath: disk)
        #expect(attributes[.size] as? Int == 256 << 20)
        #expect(throws: HostError.self) { try image.makeDisk(disk) }
    }

    @Test(arguments: [
        ("launch", Int32(0), ImageError.Code.appliance), ("tar_in", 0, .baseImage), ("write", 28, .noSpace),
    ])
    func failuresInTheApplianceAreToldApart(call: String, errno: Int32, code: ImageError.Code) {
        let failure = GuestfsFailure(call: call, message: "m", errno: errno)
        let error = image(Sample.recipe(), tarball: "/t").error(
            for: failure, kernel: Sample.kernel(), lastLines: ["Kernel panic - not syncing"], log: "/l")
        #expect(error.kind == code)
        #expect(error.cause as? GuestfsFailure == failure)
        #expect(error.remedy != nil)
        if code == .appliance { #expect(error.what.contains("kernel stats\n  Kernel panic")) }
    }

    @Test func parents() {
        #expect(BaseImage.parent(of: "/etc/group") == "/etc")
        #expect(BaseImage.parent(of: "/group") == "/")
    }

    // MARK: The modules disk

    @Test func aModulesDiskIsTheKernels() throws {
        let disk = ModulesDisk(kernel: Sample.kernel())
        #expect(try disk.key() == ModulesDisk(kernel: Sample.kernel(modulesRoot: "/elsewhere")).key())
        #expect(try disk.key() != ModulesDisk(kernel: Sample.kernel(key: "k2")).key())
        let words = try disk.command(source: "/s", disk: "/d/modules.img", size: TreeSize()).arguments
        #expect(words.suffix(4) == ["-d", "/s", "/d/modules.img", "256"])
        #expect(zip(words, words.dropFirst()).contains { $0 == ("-L", "bm-modules") })
    }

    @Test func aKeyGivesAUUIDOfVersionEight() {
        let key = String(repeating: "f", count: 64)
        #expect(ModulesDisk.uuid(key) == "ffffffff-ffff-8fff-8fff-ffffffffffff")
        #expect(ModulesDisk.uuid("ab") == "ab000000-0000-8000-8000-000000000000")
    }

    @Test func sizesCountWholeBlocksAndInodes() {
        var size = TreeSize()
        let empty = size
        size.addFile(ByteCount(1))
        #expect(size.dataBlocks == empty.dataBlocks + 1)
        size.addFile(ByteCount(4097))
        #expect(size.dataBlocks == empty.dataBlocks + 3)
        size.addDirectory(entries: 100)
        #expect(size.dataBlocks == empty.dataBlocks + 6)
        size.addLink()
        #expect(size.inodes == empty.inodes + 4)
        #expect(size.total.bytes % (1 << 20) == 0)
    }

    /// Real mke2fs on trees of different shapes: the computed size must hold them, and not be far too large.
    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/sbin/mke2fs"), "e2fsprogs is not installed"),
        arguments: [(0, 0), (1, 100), (400, 10), (60, 200_000), (3, 9_000_000)])
    func theTreeFits(files: Int, bytes: Int) async throws {
        let scratch = try Scratch()
        let text = String(repeating: "m", count: bytes)
        for index in 0..<files {
            try scratch.file("lib/modules/6.12.1/kernel/drivers/d\(index % 9)/module\(index).ko", text)
        }
        try scratch.file("lib/modules/6.12.1/modules.dep", "")
        let disk = ModulesDisk(kernel: Sample.kernel(modulesRoot: scratch.path))
        try await disk.make(in: scratch.path, log: scratch.path + "/log")
        let path = scratch.path + "/" + ModulesDisk.name
        let image = try Data(contentsOf: URL(fileURLWithPath: path))
        // struct ext4_super_block: the magic at 0x38, the label at 0x78, 1,024 bytes into the disk.
        #expect(image[1024 + 0x38] == 0x53 && image[1024 + 0x39] == 0xEF)
        #expect(String(decoding: image[(1024 + 0x78)..<(1024 + 0x78 + 10)], as: UTF8.self) == "bm-modules")
        #expect(image.count <= files * (bytes + 8192) * 11 / 10 + (3 << 20))
        let check = try await Command("/sbin/e2fsck", ["-f", "-n", path]).run()
        #expect(check.succeeded)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o444)
    }

    @Test func aFullDiskIsTheHostsFault() throws {
        let error = #expect(throws: ImageError.self) {
            try ImageError.requireSpace(.gibibytes(1 << 24), for: "image tiny", at: "/tmp")
        }
        #expect(error?.kind == .noSpace)
        #expect(error?.blame == .host)
        try ImageError.requireSpace(ByteCount(1), for: "image tiny", at: "/tmp")
    }
}
