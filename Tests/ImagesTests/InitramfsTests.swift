// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Host
import MatrixPlan
import Testing
import Vocabulary

@testable import Images

@Suite struct InitramfsTests {
    private static let hasCpio = FileManager.default.fileExists(atPath: "/usr/bin/cpio")

    /// What cpio(1) says of an archive.
    private func cpio(_ archive: Data, _ words: [String], in directory: String) async throws -> String {
        let path = directory + "/archive"
        try archive.write(to: URL(fileURLWithPath: path))
        let arguments = ["--quiet", "--file=\(path)"] + words
        return try await Command("cpio", arguments, environment: ["TZ": "UTC", "LC_ALL": "C"], in: directory).output()
    }

    @Test(.enabled(if: hasCpio, "cpio is not installed"))
    func cpioReadsWhatWeWrite() async throws {
        let scratch = try Scratch()
        var archive = CpioArchive()
        archive.addDirectory("dev")
        archive.addDevice("dev/console", major: 5, minor: 1)
        for length in 0..<6 { archive.addFile("file-\(length)", Data(repeating: 0x61, count: length), mode: 0o755) }
        let bytes = archive.finished()
        let list = try await cpio(bytes, ["-i", "-t", "-v", "--numeric-uid-gid"], in: scratch.path)
        let lines = list.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines.map { $0.last ?? "" } == ["dev", "dev/console"] + (0..<6).map { "file-\($0)" })
        #expect(lines.map { String($0[0]) }.prefix(3) == ["drwxr-xr-x", "crw-------", "-rwxr-xr-x"])
        #expect(list.contains("5,   1") && list.contains("Jan  1  1970"))
        _ = try await cpio(bytes, ["-i", "file-5", "file-3"], in: scratch.path)
        #expect(FileManager.default.contents(atPath: scratch.path + "/file-5") == Data("aaaaa".utf8))
        #expect(FileManager.default.contents(atPath: scratch.path + "/file-3") == Data("aaa".utf8))
    }

    @Test func equalCallsGiveEqualBytes() {
        func made() -> Data {
            var archive = CpioArchive()
            archive.addFile("init", Data([1, 2, 3]), mode: 0o755)
            return archive.finished()
        }
        #expect(made() == made())
        #expect(made().count % 4 == 0)
        #expect(made().starts(with: Data("07070100000001000081ED".utf8)))
    }

    private func kernel(_ scratch: borrowing Scratch, _ early: [EarlyModule], key: String = "k") -> KernelArtifact {
        KernelArtifact(
            name: KernelName(unchecked: "stock"), key: key, bzImage: "/k/bzImage",
            modulesRoot: scratch.path + "/modules",
            identity: KernelIdentity(release: "6.9", kernel: BuildID(bytes: [1]), modules: [:]), ticksPerSecond: 250,
            early: early)
    }

    @Test(.enabled(if: hasCpio, "cpio is not installed"))
    func holdsTheProgramAndItsModulesDecompressed() async throws {
        let scratch = try Scratch()
        let below = "modules/lib/modules/6.9/kernel"
        try scratch.file("\(below)/plain.ko", "plain module")
        try scratch.file("\(below)/packed.ko", "packed module")
        try await Command("gzip", ["\(scratch.path)/\(below)/packed.ko"]).run().checked()
        let program = try scratch.file("init", "program")
        let early = [EarlyModule("kernel/packed.ko.gz"), EarlyModule("kernel/plain.ko", isOptional: true)]
        #expect(Initramfs.list(early) == "packed.ko\n?plain.ko\n")
        let initramfs = Initramfs(kernel: kernel(scratch, early), program: program, programHash: "p")
        let output = scratch.path + "/out"
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: false)
        try await initramfs.make(in: output)
        #expect(try FileManager.default.contentsOfDirectory(atPath: output) == [Initramfs.name])
        let archive = try Data(contentsOf: URL(fileURLWithPath: output + "/" + Initramfs.name))
        let names = try await cpio(archive, ["-i", "-t"], in: scratch.path).split(separator: "\n").map(String.init)
        #expect(
            names == [
                "dev", "proc", "root", "modules", "dev/console", "init", "modules/list", "modules/packed.ko",
                "modules/plain.ko",
            ])
        let content = try await cpio(archive, ["-i", "--to-stdout", "modules/*", "init"], in: scratch.path)
        #expect(content == "program" + "packed.ko\n?plain.ko\n" + "packed module" + "plain module")
    }

    @Test func itsKeyIsTheKernelsAndThePrograms() throws {
        let scratch = try Scratch()
        func key(_ kernelKey: String, _ program: String, _ early: [EarlyModule]) -> String {
            Initramfs(kernel: kernel(scratch, early, key: kernelKey), program: "/none", programHash: program).key
        }
        let module = EarlyModule("a.ko")
        let keys = [
            key("k", "p", [module]), key("l", "p", [module]), key("k", "q", [module]),
            key("k", "p", [EarlyModule("a.ko", isOptional: true)]), key("k", "p", [module, EarlyModule("b.ko")]),
        ]
        #expect(Set(keys).count == keys.count && key("k", "p", [module]) == keys[0])
    }
}
