// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Host
import Testing

@Suite struct CommandTests {
    @Test func aNonZeroExitIsAResult() async throws {
        let result = try await Command("sh", ["-c", "echo out; echo err >&2; exit 7"]).run()
        #expect(result.status == 7)
        #expect(Set(result.tail.map { $0.trimmingCharacters(in: .newlines) }) == ["out", "err"])
        let error = #expect(throws: HostError.self) { try result.checked() }
        #expect(error?.what.contains("status 7") == true)
    }

    @Test func aSignalIsTold() async throws {
        #expect(try await Command("sh", ["-c", "kill -9 $$"]).run().status == 137)
    }

    @Test func noShellSeesTheArguments() async throws {
        #expect(try await Command("printf", ["%s", "$(id); `id` *"]).output() == "$(id); `id` *")
    }

    @Test func aMissingProgramSaysSo() async throws {
        let error = await #expect(throws: HostError.self) { _ = try await Command("no-such-program-here").run() }
        #expect(error?.kind == .commandNotFound)
    }

    @Test func cancellationTakesTheGrandchildrenToo() async throws {
        try await withTemporaryDirectory { root in
            let script = "sleep 600 & echo $! > \(root)/pid; wait"
            let task = Task { try await Command("sh", ["-c", script]).run() }
            var child: pid_t?
            while child == nil {
                try await Task.sleep(for: .milliseconds(10))
                child = (try? String(contentsOfFile: root + "/pid", encoding: .utf8))
                    .flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            let pid = try #require(child)
            // The grandchild is reaped by init, not by us; it must be gone or a zombie soon.
            var isAlive = true
            while isAlive {
                let status = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ") Z"
                isAlive = !(status.split(separator: ")").last?.contains("Z") ?? true)
            }
            #expect(!isAlive)
        }
    }

    @Test func theLogHoldsEveryLine() async throws {
        try await withTemporaryDirectory { root in
            try await Command("seq", ["1", "1000"]).run(log: root + "/log").checked()
            let lines = try String(contentsOfFile: root + "/log", encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 1000 && lines.last == "1000")
        }
    }
}

@Suite struct DirectoryTests {
    @Test func xdgAndOverrides() {
        let plain = Directories(environment: ["HOME": "/h"])
        #expect(plain.cache == "/h/.cache/bootmatrix" && plain.state == "/h/.local/state/bootmatrix")
        let xdg = Directories(environment: ["HOME": "/h", "XDG_CACHE_HOME": "/c", "XDG_STATE_HOME": "relative"])
        #expect(xdg.cache == "/c/bootmatrix" && xdg.state == "/h/.local/state/bootmatrix")
        #expect(Directories(environment: ["HOME": "/h", "BOOTMATRIX_CACHE": "/own"]).cache == "/own")
    }

    /// unix(7): sun_path has 108 bytes, and libvirt adds some 60 below the root.
    @Test func theRuntimeDirectoryStaysShort() {
        let long = Directories(environment: ["HOME": "/h", "TMPDIR": "/" + String(repeating: "x", count: 80)])
        #expect(long.runtime.utf8.count <= 40)
    }

    @Test func aFileInTheWayIsAnError() async throws {
        try await withTemporaryDirectory { root in
            try "".write(toFile: root + "/file", atomically: false, encoding: .utf8)
            let error = #expect(throws: HostError.self) { try Directories.make(root + "/file/below") }
            #expect(error?.location?.contains("/file") == true)
        }
    }
}
