// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing
import Vocabulary

@testable import Kernels

@Suite struct BootImageTests {
    private let payload = Data((0..<40).map { UInt8($0) })

    @Test func saysItsReleaseAndWhereItsKernelIs() throws {
        let image = try BootImage(ReadySamples.image(payload: payload))
        #expect(image.release == "6.9.0-test")
        #expect(Data(image.payload) == payload)
        // A slice of something larger.
        let slice = (Data([1, 2, 3]) + ReadySamples.image(payload: payload)).dropFirst(3)
        #expect(try Data(BootImage(slice).payload) == payload)
    }

    @Test func whatItIsNotIsNamed() {
        let good = ReadySamples.image(payload: payload)
        #expect(throws: BootImage.Flaw.notBootImage) { try BootImage(Data("\u{7F}ELF".utf8)) }
        #expect(throws: BootImage.Flaw.notBootImage) { try BootImage(Data(count: 4096)) }
        #expect(throws: BootImage.Flaw.tooOld) {
            try BootImage(ReadySamples.image(payload: payload, protocolVersion: 0x0207))
        }
        #expect(throws: BootImage.Flaw.not64Bit) { try BootImage(ReadySamples.image(payload: payload, flags: 2)) }
        #expect(throws: BootImage.Flaw.truncated) { try BootImage(good.prefix(3 * 512 + 20)) }
        for release in ["", "../../etc", "a/b", "-6.1", ".", "6.1\u{1B}[2J", String(repeating: "6", count: 70)] {
            #expect(throws: BootImage.Flaw.noRelease) {
                try BootImage(ReadySamples.image(payload: payload, release: release))
            }
        }
    }

    @Test func noByteAndNoLengthCanMakeItCrash() {
        let whole = ReadySamples.image(payload: payload)
        var flaws = 0
        for length in 0..<whole.count {
            do { _ = try BootImage(whole.prefix(length)) } catch { flaws += 1 }
        }
        for place in 0x1F0..<0x250 {
            for value: UInt8 in [0, 0x7F, 0x80, 0xFF] {
                var damaged = whole
                damaged[place] = value
                do { _ = try BootImage(damaged) } catch { flaws += 1 }
            }
        }
        #expect(flaws > whole.count - 100)
    }

    /// A form as Kbuild makes it.
    struct Form: Sendable, CustomTestStringConvertible {
        var program: String
        var arguments: [String]
        var testDescription: String { ([program] + arguments).joined(separator: " ") }
        var isHere: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/" + program) }
    }

    /// Those whose program is not installed are left out; gzip and xz are part of every Debian.
    static let forms = [
        Form(program: "gzip", arguments: ["-c"]), Form(program: "xz", arguments: ["-c", "--check=crc32"]),
        Form(program: "xz", arguments: ["-c", "--format=lzma"]), Form(program: "zstd", arguments: ["-c", "-q"]),
        Form(program: "lz4", arguments: ["-c", "-l", "-q"]), Form(program: "lzop", arguments: ["-c"]),
        Form(program: "bzip2", arguments: ["-c"]),
    ].filter(\.isHere)

    @Test(arguments: forms)
    func theKernelInItIsFoundHoweverItIsCompressed(form: Form) async throws {
        let kernel = ReadySamples.elf([UInt8](repeating: 0xAB, count: 20), text: "IKCFG_ST")
        var payload = try #require(try ReadySamples.packed(kernel, by: form.program, form.arguments))
        // Kbuild's size_append.
        if form.program != "gzip" { payload += Data([UInt8(kernel.count & 0xFF), UInt8(kernel.count >> 8), 0, 0]) }
        let scratch = try Scratch()
        let path = scratch.path + "/bzImage"
        try ReadySamples.image(payload: payload).write(to: URL(fileURLWithPath: path))
        try FileManager.default.createDirectory(atPath: scratch.path + "/s", withIntermediateDirectories: false)
        let image = try await KernelImage.read(path, scratch: scratch.path + "/s")
        #expect(image.buildID == BuildID(bytes: [UInt8](repeating: 0xAB, count: 20)))
        #expect(try await image.embeddedConfig(scratch: scratch.path + "/s") == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/s") == [])
    }

    @Test func aConfigurationInTheKernelIsFound() async throws {
        let text = try #require(try ReadySamples.packed(Data("CONFIG_HZ=100\n".utf8), by: "gzip", ["-c"]))
        let kernel = ReadySamples.elf([1, 2, 3, 4]) + Data("x IIKCFG_ST".utf8) + text + Data("IKCFG_ED".utf8)
        let scratch = try Scratch()
        let path = scratch.path + "/bzImage"
        // A kernel that is not compressed at all.
        try ReadySamples.image(payload: kernel).write(to: URL(fileURLWithPath: path))
        let image = try await KernelImage.read(path, scratch: scratch.path)
        #expect(try await image.embeddedConfig(scratch: scratch.path) == Data("CONFIG_HZ=100\n".utf8))
    }

    @Test func whatIsNoKernelIsTheUsers() async throws {
        let scratch = try Scratch()
        let path = scratch.path + "/bzImage"
        for payload in [Data("no such form of compression".utf8), Data([0x1F, 0x8B]) + Data(count: 30)] {
            try ReadySamples.image(payload: payload).write(to: URL(fileURLWithPath: path))
            do {
                _ = try await KernelImage.read(path, scratch: scratch.path)
                Issue.record("it was read")
            } catch let error as any DiagnosableError {
                #expect(error.blame == .user && error.remedy != nil)
            }
        }
    }
}
