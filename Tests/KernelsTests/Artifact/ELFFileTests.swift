// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing
import Vocabulary

@testable import Kernels

/// A relocatable file with three sections: the null one, a property note aligned to 8, a build-id note aligned to 4.
private struct Sample {
    var bytes = Data()

    private static func little(_ value: UInt64, _ count: Int) -> Data {
        Data((0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) })
    }
    private static func note(_ name: String, _ type: UInt64, _ content: [UInt8], _ alignment: Int) -> Data {
        var data = little(UInt64(name.utf8.count + 1), 4) + little(UInt64(content.count), 4) + little(type, 4)
        data += Data(name.utf8) + Data([0])
        while data.count % alignment != 0 { data.append(0) }
        data += Data(content)
        while data.count % alignment != 0 { data.append(0) }
        return data
    }
    private static func section(_ type: UInt64, _ offset: Int, _ size: Int, _ alignment: UInt64) -> Data {
        little(0, 4) + little(type, 4) + little(0, 16) + little(UInt64(offset), 8) + little(UInt64(size), 8)
            + little(0, 8) + little(alignment, 8) + little(0, 8)
    }

    init(id: [UInt8]) {
        let property = Self.note("GNU", 5, [UInt8](repeating: 7, count: 12), 8)
        let build = Self.note("Linux", 0x100, Array("salt\0".utf8), 4) + Self.note("GNU", 3, id, 4)
        let table = 64 + property.count + build.count
        bytes = Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]) + Data(count: 9) + Self.little(1, 2) + Self.little(62, 2)
        bytes += Self.little(1, 4) + Self.little(0, 16) + Self.little(UInt64(table), 8) + Self.little(0, 4)
        bytes += Self.little(64, 2) + Self.little(0, 4) + Self.little(64, 2) + Self.little(3, 2) + Self.little(0, 2)
        bytes += property + build
        bytes += Self.section(0, 0, 0, 0) + Self.section(7, 64, property.count, 8)
        bytes += Self.section(7, 64 + property.count, build.count, 4)
    }
}

@Suite struct ELFFileTests {
    private let id: [UInt8] = (0..<20).map { $0 * 3 }

    @Test func findsTheBuildIDAmongOtherNotes() throws {
        let file = try ELFFile(Sample(id: id).bytes)
        #expect(try file.notes().map(\.name) == ["GNU", "Linux", "GNU"])
        #expect(try file.buildID()?.hex == "000306090c0f1215181b1e2124272a2d303336" + "39")
        #expect(try ELFFile(Sample(id: []).bytes).buildID() == nil)
    }

    @Test func everyTruncationIsAnError() {
        let whole = Sample(id: id).bytes
        for length in 0..<whole.count {
            #expect(throws: ELFFile.Flaw.self) { _ = try ELFFile(whole.prefix(length)).buildID() }
        }
    }

    @Test func noByteCanMakeItCrash() {
        let whole = Sample(id: id).bytes
        var flaws = 0
        for place in whole.indices {
            for value: UInt8 in [0, 0x7F, 0x80, 0xFF] {
                var damaged = whole
                damaged[place] = value
                do { _ = try ELFFile(damaged).notes() } catch { flaws += 1 }
            }
        }
        #expect(flaws > 0)
    }

    @Test func otherFilesAreNamed() {
        #expect(throws: ELFFile.Flaw.notELF) { try ELFFile(Data("#!/bin/sh\n".utf8)) }
        var big = Sample(id: id).bytes
        big[5] = 2
        #expect(throws: ELFFile.Flaw.otherClass) { try ELFFile(big) }
    }

    /// Programs of this host, and the modules and bzImage's vmlinux of a stored kernel where there is one.
    private static let realFiles: [String] = {
        let directories = Directories()
        let walker = FileManager.default.enumerator(atPath: directories.cache + "/kernels")
        let modules = walker?.lazy.compactMap { $0 as? String }.filter { $0.hasSuffix(".ko") }
            .prefix(3).map { directories.cache + "/kernels/" + $0 }
        return (["/bin/ls", "/bin/tar"] + (modules ?? [])).filter { FileManager.default.fileExists(atPath: $0) }
    }()

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/readelf"), "readelf is not installed"))
    func agreesWithReadelf() async throws {
        for path in Self.realFiles {
            let text = try await Command("readelf", ["--notes", "--wide", path]).output()
            let expected = text.split(whereSeparator: \.isWhitespace).drop { $0 != "ID:" }.dropFirst().first
            let found = try ELFFile(Data(contentsOf: URL(fileURLWithPath: path))).buildID()
            #expect(found?.hex == expected.map(String.init), "\(path)")
        }
    }
}
