// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Host
import MatrixPlan
import Testing
import Vocabulary

@testable import Images

/// Modules disks in other formats than the modules are stored in, made by the real programs.
@Suite(
    .enabled(
        if: ["/sbin/mke2fs", "/sbin/debugfs", "/sbin/depmod", "/usr/bin/xz", "/usr/bin/zstd", "/usr/bin/gzip"]
            .allSatisfy { FileManager.default.isExecutableFile(atPath: $0) },
        "e2fsprogs, kmod, xz-utils, zstd or gzip is not installed"))
struct ModuleFormatTests {
    private static let release = "6.12.1"
    private static let texts = ["aesni-intel": 70_000, "cryptd": 300, "xor": 5000]

    /// A tree of three modules that the kernel would not take and depmod does.
    private func store(below scratch: borrowing Scratch, reversed: Bool = false) throws -> String {
        let names = Self.texts.keys.sorted()
        for name in reversed ? names.reversed() : names {
            let text = String(repeating: "\(name) ", count: Self.texts[name] ?? 0)
            try scratch.file("lib/modules/\(Self.release)/kernel/\(name).ko", text)
        }
        let order = names.map { "kernel/\($0).ko\n" }.joined()
        try scratch.file("lib/modules/\(Self.release)/modules.order", order)
        return scratch.path
    }

    private func disk(_ name: String, _ root: String) -> ModulesDisk {
        ModulesDisk(kernel: Sample.kernel(name, modulesRoot: root))
    }

    /// The files of the disk, by their paths below the release.
    private func contents(of disk: String, _ scratch: borrowing Scratch) async throws -> [String: Data] {
        let place = scratch.path + "/out-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        try await Command("/sbin/debugfs", ["-R", "rdump /\(Self.release) \(place)", disk]).run().checked()
        let root = place + "/" + Self.release
        var found: [String: Data] = [:]
        for name in FileManager.default.enumerator(atPath: root)?.compactMap({ $0 as? String }) ?? [] {
            found[name] = FileManager.default.contents(atPath: root + "/" + name)
        }
        return found
    }

    private func made(_ disk: ModulesDisk, _ scratch: borrowing Scratch, _ name: String) async throws -> String {
        let directory = scratch.path + "/" + name
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await disk.make(in: directory, log: scratch.path + "/log")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [ModulesDisk.name])
        return directory + "/" + ModulesDisk.name
    }

    @Test(arguments: [(ModuleFormat.xz, [0xFD, 0x37, 0x7A]), (.zstd, [0x28, 0xB5, 0x2F])])
    func theDiskHasTheFormatAndItsIndexes(format: ModuleFormat, magic: [UInt8]) async throws {
        let scratch = try Scratch()
        let root = try store(below: scratch)
        let path = try await made(disk("stats+\(format)", root), scratch, "disk")
        let files = try await contents(of: path, scratch)
        let ending = try #require(format.ending)
        let modules = files.keys.filter { $0.contains(".ko") }.sorted()
        #expect(modules == Self.texts.keys.sorted().map { "kernel/\($0)\(ending)" })
        for name in modules { #expect(files[name]?.prefix(3).elementsEqual(magic) == true) }
        let index = String(decoding: try #require(files["modules.dep"]), as: UTF8.self)
        #expect(Set(index.split(separator: "\n").map(String.init)) == Set(modules.map { $0 + ":" }))
        #expect(files["modules.dep.bin"]?.isEmpty == false)
        // What is stored is left alone.
        #expect(try ModuleTree(root: root, release: Self.release).files().keys.elementsEqual([.uncompressed]))
        // The kernel's decoder knows no other check (lib/xz/xz_dec_stream.c); the low half of byte 7 names it.
        if format == .xz { #expect(files[modules[0]]?[7] == 1) }
    }

    @Test func equalModulesAreEqualDisks() async throws {
        let one = try Scratch()
        let two = try Scratch()
        let other = try store(below: two, reversed: true)
        try await Command("find", [other, "-exec", "touch", "-h", "-d", "@1", "{}", "+"]).run().checked()
        try await Command("chmod", ["-R", "go-rwx", other + "/lib"]).run().checked()
        let root = try store(below: one)
        for row in ["stats", "stats+xz"] {
            let first = try await made(disk(row, root), one, row)
            let second = try await made(disk(row, other), two, row)
            #expect(FileManager.default.contentsEqual(atPath: first, andPath: second), "\(row)")
        }
    }

    /// A distribution's modules are stored compressed.
    @Test func compressedModulesAreUnpackedForAnotherFormat() async throws {
        let plain = try Scratch()
        let packed = try Scratch()
        let root = try store(below: plain)
        let stored = try store(below: packed)
        let files = try #require(try ModuleTree(root: stored, release: Self.release).files()[.uncompressed])
        let command = try #require(ModuleCompressor.packing(.gzip))
        try await ModuleCompressor.run(command, on: files, log: packed.path + "/log")
        #expect(try ModuleTree(root: stored, release: Self.release).files().keys.elementsEqual([.gzip]))
        for row in ["stats+none", "stats+zstd"] {
            let path = try await made(disk(row, stored), packed, row)
            var wanted = try await contents(of: try await made(disk(row, root), plain, row), plain)
            let found = try await contents(of: path, packed)
            // One was stored as it is wanted, without depmod's indexes.
            if row == "stats+none" {
                wanted = wanted.merging(found.filter { !$0.key.contains(".ko") }) { first, _ in first }
            }
            #expect(found == wanted, "\(row)")
        }
    }

    @Test func aFormatThatIsThereAlreadyMakesNoOtherDisk() throws {
        let scratch = try Scratch()
        let root = try store(below: scratch)
        let plain = try disk("stats", root).key()
        #expect(try disk("stats+none", root).key() == plain)
        #expect(try disk("stats+none", root).conversion() == nil)
        let keys = try ["stats+gzip", "stats+xz", "stats+zstd"].map { try disk($0, root).key() }
        #expect(Set(keys + [plain]).count == 4)
    }

    /// Debian's kmod is built without zlib; one that has it makes the disk.
    @Test func whatDepmodCannotReadIsAnErrorAndNotAnEmptyIndex() async throws {
        let scratch = try Scratch()
        let disk = disk("stats+gzip", try store(below: scratch))
        let version = try await Command("kmod", ["--version"]).output()
        guard version.contains("-ZLIB") else {
            _ = try await made(disk, scratch, "disk")
            return
        }
        let error = await #expect(throws: ImageError.self) {
            try await disk.make(in: scratch.path, log: scratch.path + "/log")
        }
        #expect(error?.kind == .modulesDisk && error?.blame == .host)
        #expect(error?.what == "this host's depmod finds 0 of 3 modules in format gzip")
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/tree"))
    }

    @Test func aReleaseCannotLeadOutOfTheCopy() async throws {
        let scratch = try Scratch()
        for release in ["../x", "-x", ""] {
            let conversion = ModuleConversion(
                stored: ModuleTree(root: scratch.path, release: release), format: .xz, what: "x")
            await #expect(throws: ImageError.self) {
                _ = try await conversion.make(at: scratch.path + "/copy", log: scratch.path + "/log")
            }
        }
    }

    /// debugfs has commands that write to the host.
    @Test func namesCannotBecomeCommands() throws {
        let scratch = try Scratch()
        try scratch.file("lib/plain-1.ko.xz", "")
        try scratch.file("lib/a b.ko", "")
        try scratch.file("lib/a\ndump x y\n.ko", "")
        try scratch.file("lib/\"q.ko", "")
        let lines = ModulesDisk.attributes(below: scratch.path).split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("set_inode_field /") })
        #expect(Set(lines.map { $0.split(separator: " ")[1] }) == ["/", "/lib", "/lib/plain-1.ko.xz"])
    }

    @Test func eachFileIsInOneOfFewProcesses() async throws {
        let scratch = try Scratch()
        let files = (0..<300).map { "f\($0)" }
        let log = scratch.path + "/log"
        try await ModuleCompressor.run(Command("echo"), on: files, log: log, cpus: 2)
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(Set(lines.flatMap { $0.split(separator: " ").map(String.init) }) == Set(files))
        await #expect(throws: HostError.self) {
            try await ModuleCompressor.run(Command("false"), on: files, log: log, cpus: 2)
        }
    }
}
