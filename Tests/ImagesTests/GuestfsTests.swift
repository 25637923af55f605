// SPDX-License-Identifier: Apache-2.0

import CGuestfs
import Foundation
import Glibc
import Testing
import Vocabulary

@testable import Images

/// The handle without an appliance: everything up to `launch` works in milliseconds.
@Suite struct GuestfsTests {
    private func thread(_ directory: String, log: String? = nil) throws -> GuestfsThread {
        GuestfsThread(
            settings: GuestfsSettings(
                appliance: directory + "/appliance", temporary: directory, emulate: true, memory: .mebibytes(512)),
            listener: try GuestfsListener(log: log))
    }

    @Test func settingsReachTheHandleAndTheEnvironmentDoesNot() async throws {
        let scratch = try Scratch()
        let found = try await thread(scratch.path).run { handle in
            [
                try handle.text("get_backend") { guestfs_get_backend($0) },
                try handle.text("get_backend_setting") { guestfs_get_backend_setting($0, "force_tcg") },
                try handle.text("get_tmpdir") { guestfs_get_tmpdir($0) },
                try handle.text("get_cachedir") { guestfs_get_cachedir($0) },
                try handle.defaultPath(),
                "\(try handle.call("get_memsize") { guestfs_get_memsize($0) })",
                "\(try handle.call("get_recovery_proc") { guestfs_get_recovery_proc($0) })",
            ]
        }
        let path = scratch.path
        #expect(found == ["direct", "1", path, path, path + "/appliance", "512", "1"])
    }

    @Test func aMissingDiskIsTheCallsOwnError() async throws {
        let scratch = try Scratch()
        let disk = scratch.path + "/no-such.img"
        let failure = await #expect(throws: GuestfsFailure.self) {
            try await thread(scratch.path).run { handle in try handle.addDisk(disk) }
        }
        #expect(failure?.call == "add_drive")
        #expect(failure?.errno == ENOENT)
        #expect(failure?.message.contains("no-such.img") == true)
        #expect(failure?.isNoSpace == false)
    }

    @Test func launchingWithoutAnApplianceFailsAtOnceAndIsLogged() async throws {
        let scratch = try Scratch()
        let log = scratch.path + "/log"
        let thread = try thread(scratch.path, log: log)
        let failure = await #expect(throws: GuestfsFailure.self) {
            try await thread.run { handle in try handle.launch() }
        }
        #expect(failure?.call == "launch")
        #expect(try String(contentsOfFile: log, encoding: .utf8).contains("launch = -1"))
    }

    @Test func aCancelledTaskGetsNoHandle() async throws {
        let scratch = try Scratch()
        let thread = try thread(scratch.path)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await thread.run { _ in true }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func theTailIsTheConsolesAndIsSafe() throws {
        let listener = try GuestfsListener(log: nil)
        func say(_ text: String, console: Bool) {
            Array(text.utf8).withUnsafeBytes { listener.heard($0, isConsole: console) }
        }
        say("first\r\n\n  \nsecond \u{1B}[31m", console: true)
        say("trace: launch", console: false)
        say("rest\n", console: true)
        #expect(listener.lastLines(2) == ["first", "second \\x1b[31mrest"])
        say(String(repeating: "x", count: 40 << 10) + "\nend", console: true)
        #expect(listener.lastLines(9).count == 2)
        say("\n[ 1.0] Kernel panic - not syncing: x\na\nb\nc\n", console: true)
        #expect(listener.lastLines(3) == ["[ 1.0] Kernel panic - not syncing: x", "b", "c"])
        #expect(listener.lastLines(4) == ["[ 1.0] Kernel panic - not syncing: x", "a", "b", "c"])
    }

    @Test(arguments: [(ENOSPC, "write", true), (0, "tar: x: No space left on device", true), (EIO, "read", false)])
    func fullDisksAreRecognised(errno: Int32, message: String, isFull: Bool) {
        #expect(GuestfsFailure(call: "tar_in", message: message, errno: errno).isNoSpace == isFull)
    }
}
