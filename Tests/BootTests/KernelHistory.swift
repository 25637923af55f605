// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Host
import Testing

/// A user's kernel repository: the distribution's source as its first commit, and seven real ones after it.
///
/// It lies in the cache at one place for each version of the package, so that the source is unpacked and its objects
/// are made once, and the lineage that belongs to this path is warm the next time. Only one test may have it at a time.
final class KernelHistory {
    static let package = "linux-source-6.12"

    let path: String
    private let lock: FileLock
    /// Names of the commits, the first one's at 0.
    private(set) var commits: [String] = []

    /// Places in `commits`. git asks about the broken one first and needs two or three more.
    static let broken = 3
    static let culprit = 5

    private init(path: String, lock: consuming FileLock) {
        self.path = path
        self.lock = lock
    }

    /// Waits for the repository, makes it where there is none, and writes the commits.
    static func open() async throws -> KernelHistory {
        let version = try #require(try await DistributionPackages.version(of: package))
        let name = "\(package)_\(version)".replacing("~", with: "-").replacing(":", with: "-")
        let directory = Directories().cache + "/tests"
        try Directories.make(directory)
        let path = directory + "/" + name
        let lock = try await FileLock.acquire(path + ".lock")
        let history = KernelHistory(path: path, lock: lock)
        if !FileManager.default.fileExists(atPath: path) { try await create(path) }
        try await history.restore()
        history.commits = [try await history.git("rev-parse", "HEAD")]
        try await history.write()
        return history
    }

    /// Leaves the first commit checked out, whatever an earlier test left.
    private func restore() async throws {
        for name in ["index.lock", "HEAD.lock"] { try? FileManager.default.removeItem(atPath: "\(path)/.git/\(name)") }
        _ = try? await git("bisect", "reset")
        try await git("checkout", "--quiet", "--force", "--detach", "base")
        try await git("clean", "-ffdxq")
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String { try await Self.git(arguments, in: path) }

    static func git(_ arguments: [String], in directory: String) async throws -> String {
        try await Command("git", arguments, environment: identity.mapValues { $0 }, in: directory).output()
    }

    /// Who commits; and none of the settings of whoever runs the tests.
    static let identity = [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "A Developer",
        "GIT_AUTHOR_EMAIL": "developer@example.org", "GIT_COMMITTER_NAME": "A Developer",
        "GIT_COMMITTER_EMAIL": "developer@example.org",
    ]
}

extension KernelHistory {
    /// Code that the kernels of this project compile nothing of; its Kconfig and make files stay. 0.5 GB is left of
    /// 1.7 GB, and of the time that it takes to add and to check out.
    private static let left = [
        "Documentation/*.rst", "Documentation/*.txt", "Documentation/*.yaml", "Documentation/*.svg",
        "tools/testing/*", "tools/perf/*", "samples/*.[ch]", "sound/*.[ch]", "arch/[!x]*/*.[chS]",
        "arch/[!x]*/*.dts*", "arch/[!x]*/*_defconfig",
    ]
    private static let drivers = [
        "gpu", "media", "staging", "infiniband", "iio", "accel", "video", "usb", "pinctrl", "net/ethernet",
        "net/wireless",
    ]

    private static func create(_ path: String) async throws {
        let staging = path + ".new"
        try? FileManager.default.removeItem(atPath: staging)
        try Directories.make(staging)
        let excluded = (left + drivers.map { "drivers/\($0)/*.[ch]" }).map { "--exclude=*/" + $0 }
        try await Command(
            "tar",
            [
                "--extract", "--xz", "--file=/usr/src/\(package).tar.xz", "--directory=" + staging,
                "--strip-components=1", "--no-same-owner",
            ] + excluded
        ).run().checked()
        for arguments in [
            ["init", "--quiet", "--initial-branch=base"], ["config", "core.looseCompression", "1"],
            // The distribution's own list of what to ignore has everything in it.
            ["add", "--all", "--force"], ["commit", "--quiet", "--message=The distribution's source"],
        ] {
            _ = try await git(arguments, in: staging)
        }
        try FileManager.default.moveItem(atPath: staging, toPath: path)
    }

    /// The seven commits. A number that no earlier test used is in the first of them, so that each kernel is built and
    /// none is found.
    private func write() async throws {
        let nonce = UInt64.random(in: 0...UInt64.max)
        try await edit("kernel/module/stats.c", "module: explain the statistics") { $0 + "/* \(nonce) */\n" }
        try await edit("lib/uuid.c", "uuid: add a comment") { $0 + "/* Nothing follows. */\n" }
        let call = "\tret = call_modprobe(module_name,"
        try await edit("kernel/module/kmod.c", "kmod: call what is not there") {
            $0.replacing(call, with: "\tret = call_modprobe_twice(module_name,")
        }
        try await edit("kernel/module/kmod.c", "kmod: call what is there") {
            $0.replacing("\tret = call_modprobe_twice(module_name,", with: call)
        }
        for name in [
            "0001-module-load-without-idempotence.patch", "0002-module-skip-the-early-duplicate-check.patch",
        ] {
            try await git("apply", "--index", "\(Places.root)/kernels/patches/\(name)")
        }
        try await commit("module: simplify loading")
        try await edit("lib/uuid.c", "uuid: add another comment") { $0 + "/* Nor here. */\n" }
        try await edit("kernel/module/stats.c", "module: explain them again") { $0 + "/* As above. */\n" }
    }

    private func edit(
        _ file: String, _ subject: String, change: (String) -> String
    ) async throws {
        let full = path + "/" + file
        let text = try String(contentsOfFile: full, encoding: .utf8)
        let changed = change(text)
        try #require(changed != text, "\(file) is not what it was")
        try changed.write(toFile: full, atomically: true, encoding: .utf8)
        try await commit(subject)
    }

    private func commit(_ subject: String) async throws {
        try await git("commit", "--quiet", "--all", "--message=" + subject)
        commits.append(try await git("rev-parse", "HEAD"))
    }

    /// Every file of the work tree and of `.git`, with its size and the time of its last change.
    func fingerprint() async throws -> String {
        let find = Command("find", [path, "-printf", "%p %s %T@ %C@\\n"])
        var hash = ContentHash()
        let lines = Lines()
        try await find.run(keeping: 1) { lines.add($0) }.checked()
        for line in lines.all.sorted() { hash.add("file", line) }
        return hash.finish()
    }
}
