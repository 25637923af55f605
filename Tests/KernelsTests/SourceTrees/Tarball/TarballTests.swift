// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing
import Vocabulary

@testable import SourceTrees

/// Real archives of small trees.
@Suite struct TarballTests {
    private static let old = 1_000_000.0
    private let scratch: Scratch
    private let directories: Directories

    init() throws {
        scratch = try Scratch()
        directories = Directories(environment: ["BOOTMATRIX_CACHE": scratch.path + "/cache"])
        for (name, text) in ["Makefile": "all:\n", "Kconfig": "x\n", "arch/x86/Kconfig": "y\n", "scripts/s": "s\n"] {
            try scratch.write(text, to: "trees/linux-6.1.1/\(name)")
        }
        try scratch.write("one\n", to: "trees/linux-6.1.1/kernel/a.c")
        try scratch.write("same\n", to: "trees/linux-6.1.1/kernel/same.c")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.path + "/trees/linux-6.1.1/kernel/link.c", withDestinationPath: "../Makefile")
    }

    /// - Parameter kind: how tar compresses by the name's ending.
    private func archive(_ tree: String = "linux-6.1.1", _ kind: String = "tar.gz", _ more: [String] = []) async throws
        -> String
    {
        let path = "\(scratch.path)/\(tree).\(kind)"
        try await Command(
            "tar", ["--create", "--auto-compress", "--file=" + path] + more + [tree], in: scratch.path + "/trees"
        ).run().checked()
        return path
    }

    private func source(_ path: String) async throws -> TarballSource {
        try await Tarballs(directories).source(at: path) { _ in }
    }

    private func refusal(_ path: String) async -> SourceTreeError? {
        await #expect(throws: SourceTreeError.self) { try await source(path) }
    }

    private func lineage(_ source: TarballSource) async throws -> Lineage {
        try await Lineage.open(.tarball(source), under: scratch.path + "/cache/builds") { _ in }
    }

    private func files(_ lineage: Lineage) throws -> Set<String> {
        let walker = try #require(FileManager.default.enumerator(atPath: lineage.tree))
        return Set(walker.compactMap { $0 as? String }.filter { $0.contains(".") })
    }

    @Test(arguments: ["tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"]) func everyCompression(kind: String) async throws
    {
        let path = try await archive("linux-6.1.1", kind)
        let source = try await source(path)
        #expect(source.top == "linux-6.1.1")
        #expect(source.sha256 == (try ContentHash.ofFile(path)))
        let lineage = try await lineage(source)
        try await lineage.unpack(source) { _ in }
        #expect(try files(lineage) == ["kernel/a.c", "kernel/same.c", "kernel/link.c"])
        #expect(FileManager.default.contents(atPath: lineage.tree + "/kernel/link.c") == Data("all:\n".utf8))
    }

    @Test func aReleaseOfTheSameSeriesWritesOnlyWhatDiffers() async throws {
        let first = try await source(try await archive())
        let lineage = try await lineage(first)
        try await lineage.unpack(first) { _ in }
        try await lineage.setPatches([
            Patch(
                path: "p", bytes: Data("--- a/kernel/same.c\n+++ b/kernel/same.c\n@@ -1 +1 @@\n-same\n+patched\n".utf8))
        ])
        let tree = String(lineage.tree.dropFirst(scratch.path.count + 1))
        for name in ["Makefile", "kernel/a.c", "scripts/s"] { try scratch.date(tree + "/" + name, Self.old) }
        try "object".write(toFile: lineage.directory + "/object", atomically: true, encoding: .utf8)

        try FileManager.default.copyItem(
            atPath: scratch.path + "/trees/linux-6.1.1", toPath: scratch.path + "/trees/linux-6.1.2")
        try scratch.write("two\n", to: "trees/linux-6.1.2/kernel/a.c")
        try scratch.write("new\n", to: "trees/linux-6.1.2/kernel/new/b.c")
        try FileManager.default.removeItem(atPath: scratch.path + "/trees/linux-6.1.2/scripts/s")
        try scratch.write("t\n", to: "trees/linux-6.1.2/scripts/t")
        let second = try await source(try await archive("linux-6.1.2", "tar.xz"))
        #expect(KernelSource.tarball(second).directoryName == KernelSource.tarball(first).directoryName)
        #expect(KernelSource.tarball(second) != KernelSource.tarball(first))

        try await lineage.unpack(second) { _ in }
        #expect(scratch.text(tree + "/kernel/a.c") == "two\n" && scratch.text(tree + "/kernel/new/b.c") == "new\n")
        #expect(scratch.text(tree + "/kernel/same.c") == "same\n")
        #expect(scratch.text(tree + "/scripts/s") == nil && scratch.text(tree + "/scripts/t") == "t\n")
        #expect(try scratch.date(of: tree + "/Makefile")?.timeIntervalSince1970 == Self.old)
        // Newer than everything that was built before.
        let times = try ["kernel/a.c", "kernel/same.c"].map { try #require(try scratch.date(of: tree + "/" + $0)) }
        let built = try #require(
            try FileManager.default.attributesOfItem(atPath: lineage.directory + "/object")[.modificationDate] as? Date)
        #expect(times.allSatisfy { $0 >= built })
        #expect(try await lineage.setPatches([]) == [])
    }

    @Test func aMergeThatWasBrokenOffIsMended() async throws {
        let source = try await source(try await archive())
        let lineage = try await lineage(source)
        try await lineage.unpack(source) { _ in }
        // What a kill leaves: no record, half a tree, and what was being unpacked.
        try FileManager.default.removeItem(atPath: lineage.directory + "/unpacked")
        try FileManager.default.removeItem(atPath: lineage.tree + "/kernel/a.c")
        try "half".write(toFile: lineage.tree + "/kernel/same.c", atomically: true, encoding: .utf8)
        try FileManager.default.createDirectory(
            atPath: lineage.directory + "/.unpacking/linux-6.1.1", withIntermediateDirectories: true)
        try await lineage.unpack(source) { _ in }
        #expect(FileManager.default.contents(atPath: lineage.tree + "/kernel/a.c") == Data("one\n".utf8))
        #expect(FileManager.default.contents(atPath: lineage.tree + "/kernel/same.c") == Data("same\n".utf8))
        // And whole, it is not looked at again.
        try FileManager.default.removeItem(atPath: source.path)
        try await lineage.unpack(source) { _ in Issue.record("it was unpacked again") }
    }

    @Test(arguments: ["tar", "tar.gz", "tar.xz", "tar.zst"]) func aTruncatedArchiveIsRefused(kind: String) async throws
    {
        try scratch.write(String(repeating: "x\n", count: 40_000), to: "trees/linux-6.1.1/kernel/large.c")
        let path = try await archive("linux-6.1.1", kind)
        let whole = try #require(FileManager.default.contents(atPath: path))
        for share in [3, 2] {
            try whole.prefix(whole.count * share / 4).write(to: URL(fileURLWithPath: path))
            let error = await refusal(path)
            #expect(error?.kind == .badTarball && error?.blame == .user, "\(error?.what ?? "")")
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/cache/builds"))
    }

    /// tar itself sees nothing wrong with an archive that ends between two members.
    @Test func anArchiveWithoutItsEndIsRefused() async throws {
        let path = try await archive("linux-6.1.1", "tar")
        let whole = try #require(FileManager.default.contents(atPath: path))
        let end = try #require(whole.lastIndex { $0 != 0 })
        try whole.prefix((end / 512 + 1) * 512).write(to: URL(fileURLWithPath: path))
        #expect(await refusal(path)?.what.contains("has no end") == true)
    }

    /// It was good when it was looked through, and is another file when it is unpacked.
    @Test func anArchiveThatChangesMeanwhileLeavesNothing() async throws {
        let path = try await archive()
        let source = try await source(path)
        try Data("something else".utf8).write(to: URL(fileURLWithPath: path))
        let lineage = try await lineage(source)
        let error = await #expect(throws: SourceTreeError.self) { try await lineage.unpack(source) { _ in } }
        #expect(error?.kind == .sourceChanged)
        #expect(!lineage.isUnpacked)
        #expect(!FileManager.default.fileExists(atPath: lineage.directory + "/.unpacking"))
    }

    @Test func hostileAndOtherArchivesAreRefused() async throws {
        let outside = try await archive("linux-6.1.1", "tar.gz", ["--absolute-names", "/etc/hostname"])
        #expect(await refusal(outside)?.what.contains("outside of its directory: /etc/hostname") == true)
        let two = try await archive("linux-6.1.1", "tar.bz2", ["--transform=s,^linux-6.1.1/kernel,other,"])
        #expect(await refusal(two)?.what.contains("more than one directory") == true)
        try scratch.write("not an archive\n", to: "text.tar.xz")
        #expect(await refusal(scratch.path + "/text.tar.xz")?.kind == .badTarball)
        try FileManager.default.removeItem(atPath: scratch.path + "/trees/linux-6.1.1/arch")
        #expect(await refusal(try await archive())?.kind == .noKernelTree)
        #expect(await refusal(scratch.path + "/absent.tar")?.kind == .noTarball)
        #expect(await refusal(scratch.path)?.kind == .noTarball)
    }

    @Test func gitOfAWorkTreeStaysOut() async throws {
        try scratch.write("ref: x\n", to: "trees/linux-6.1.1/.git/HEAD")
        let source = try await source(try await archive())
        let lineage = try await lineage(source)
        try await lineage.unpack(source) { _ in }
        #expect(!FileManager.default.fileExists(atPath: lineage.tree + "/.git"))
    }

    @Test func whatIsKnownIsNotReadAgain() async throws {
        let path = try await archive()
        let first = try await source(path)
        _ = try await Tarballs(directories).source(at: path) { _ in Issue.record("it was read again") }
        // Another file of that name, of the same length and time.
        try FileManager.default.removeItem(atPath: path)
        try scratch.write("other\n", to: "trees/linux-6.1.1/kernel/a.c")
        #expect(try await source(try await archive()).sha256 != first.sha256)
    }
}
