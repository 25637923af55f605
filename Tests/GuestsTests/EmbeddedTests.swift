// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Testing

@testable import Guests

@Suite("The root of embedded libvirt")
struct EmbeddedTests {
    @Test("keeps QEMU as root only for root")
    func configuration() {
        let root = EmbeddedRoot.configuration(user: 0)
        #expect(root.contains("user = \"+0\"\n") && root.contains("group = \"+0\"\n"))
        let user = EmbeddedRoot.configuration(user: 1000)
        #expect(!user.contains("user ="))
        #expect(user.contains("stdio_handler = \"file\"\n") && user.contains("cgroup_controllers = []\n"))
    }

    @Test("is one a run, private, and gone when it is removed")
    func make() throws {
        let scratch = try ScratchDirectory()
        let first = try EmbeddedRoot.make(in: scratch.path + "/r", cache: scratch.path + "/c")
        let second = try EmbeddedRoot.make(in: scratch.path + "/r", cache: scratch.path + "/c")
        #expect(first.path != second.path)
        var info = stat()
        #expect(stat(first.path, &info) == 0 && info.st_mode & 0o777 == 0o700)
        #expect(first.remove().isEmpty && first.remove().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: first.path))
    }

    @Test("refuses a directory that others can write to, and one whose sockets would have no room")
    func refusal() throws {
        let scratch = try ScratchDirectory()
        try FileManager.default.createDirectory(atPath: scratch.path + "/open", withIntermediateDirectories: false)
        chmod(scratch.path + "/open", 0o777)
        let error = #expect(throws: GuestError.self) { try EmbeddedRoot.make(in: scratch.path + "/open", cache: "/c") }
        #expect(error?.remedy?.contains("BOOTMATRIX_RUNTIME") == true)
        let long = scratch.path + "/" + String(repeating: "x", count: 60)
        #expect(throws: GuestError.self) { try EmbeddedRoot.make(in: long, cache: "/c") }
    }

    @Test("carries QEMU's capabilities to the next run")
    func capabilities() throws {
        let scratch = try ScratchDirectory()
        let cache = scratch.path + "/cache"
        let first = try EmbeddedRoot.make(in: scratch.path + "/r", cache: cache)
        let directory = "/cache/qemu/capabilities"
        try Directories.make(first.path + directory)
        try "<x/>".write(toFile: first.path + directory + "/a.xml", atomically: false, encoding: .utf8)
        try "".write(toFile: first.path + directory + "/empty.xml", atomically: false, encoding: .utf8)
        first.keepCapabilities()
        let second = try EmbeddedRoot.make(in: scratch.path + "/r", cache: cache)
        #expect(try FileManager.default.contentsOfDirectory(atPath: second.path + directory) == ["a.xml"])
    }

    @Test("is swept when its owner is dead, and only then")
    func sweep() async throws {
        let scratch = try ScratchDirectory()
        let runtime = scratch.path + "/r"
        let living = try EmbeddedRoot.make(in: runtime, cache: scratch.path + "/c")
        let dead = runtime + "/7"
        try Directories.make(dead + "/run/qemu")
        try "1\n".write(toFile: dead + "/owner", atomically: false, encoding: .utf8)
        try Directories.make(runtime + "/not-a-root")
        let report = try await StaleGuests.sweep(runtime: runtime)
        #expect(report.removed == [dead] && report.left.isEmpty && report.killed == 0)
        #expect(FileManager.default.fileExists(atPath: living.path + "/owner"))
        #expect(FileManager.default.fileExists(atPath: runtime + "/not-a-root"))
        #expect(try await StaleGuests.sweep(runtime: runtime) == StaleGuests.Report())
    }

    @Test("is nothing to sweep where there never was one")
    func nothing() async throws {
        #expect(try await StaleGuests.sweep(runtime: "/tmp/bmt-never") == StaleGuests.Report())
    }

    @Test("claims only processes whose arguments lie below it")
    func belongs() {
        #expect(StaleGuests.belongs(["-x", #"{"file":"/tmp/b/1/lib/qemu/k"}"#], to: "/tmp/b/1"))
        #expect(!StaleGuests.belongs(["-x", "/tmp/b/11/lib"], to: "/tmp/b/1"))
        #expect(!StaleGuests.belongs([], to: "/tmp/b/1"))
    }
}

@Suite("The process table")
struct ProcessTableTests {
    @Test("reads a start time past a name with brackets and blanks")
    func startTime() {
        let fields = (3...30).map { "\($0)" }.joined(separator: " ")
        #expect(ProcessTable.startTime(stat: "12 (a) b) \(fields)") == 22)
        #expect(ProcessTable.startTime(stat: "12 (a") == nil)
        #expect(ProcessTable.startTime(of: getpid()) != nil)
        #expect(ProcessTable.startTime(of: -1) == nil)
    }

    @Test("takes no process but QEMU for an emulator")
    func emulator() {
        #expect(ProcessTable.emulatorArguments(of: getpid()) == nil)
        #expect(ProcessTable.emulatorArguments(of: 1) == nil)
        #expect(ProcessTable.all().contains(getpid()))
    }

    @Test("ends the process that was pinned")
    func pinned() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sleep")
        process.arguments = ["600"]
        try process.run()
        guard let handle = PinnedProcess(process.processIdentifier) else {
            Issue.record("a running process cannot be pinned")
            return
        }
        let ended = handle.kill()
        #expect(ended)
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
    }
}
