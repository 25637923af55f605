// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension Boots {
    /// A person at a terminal, in a guest.
    @Suite(.serialized) struct Shells {
        private func shell(_ harness: Harness, _ options: [String] = []) throws -> PseudoTerminal {
            try PseudoTerminal(
                [harness.executable, "shell", "stats.1cpu.coldplug"] + options, in: harness.project,
                environment: harness.environment)
        }

        @Test func aCommandIsAnsweredAndLeavingGivesTheTerminalBack() async throws {
            try await Harness.use { harness in
                let terminal = try shell(harness)
                let before = terminal.settings
                try #require(try await terminal.shows("bootmatrix# "), "\(terminal.screen)")
                #expect(terminal.settings != before)
                terminal.type("cat /proc/version; echo done-$((6*7))\r")
                #expect(try await terminal.shows("\ndone-42\r"))
                #expect(terminal.screen.contains("\nLinux version 6.12"))
                // The workload came first, the window's size arrived, and keys are signals: job control works.
                // A key that is typed before the shell has begun what it shall end would be lost: that speaks first.
                terminal.type("lsmod | grep -c .; stty size; sh -c 'echo in-$((1+1)); exec sleep 1000'\r")
                #expect(try await terminal.shows("\nin-2\r"))
                #expect(terminal.screen.contains("\n30 120\r"))
                terminal.type("\u{3}")
                terminal.type("echo after-$((40+2))\r")
                #expect(try await terminal.shows("\nafter-42\r"))
                terminal.type("\u{1D}")
                #expect(try await terminal.finish() == 0)
                #expect(terminal.settings == before)
                #expect(terminal.screen.contains("left; the guest is gone"))
            }
        }

        @Test func theEndOfTheShellIsTheGuests() async throws {
            try await Harness.use { harness in
                let terminal = try shell(harness, ["--bare"])
                let before = terminal.settings
                try #require(try await terminal.shows("bootmatrix# "), "\(terminal.screen)")
                terminal.type("pidof systemd-udevd || echo bare-$((1+1))\r")
                #expect(try await terminal.shows("\nbare-2\r"))
                terminal.type("exit\r")
                #expect(try await terminal.finish() == 0)
                #expect(terminal.screen.contains("the guest powered off"))
                #expect(terminal.settings == before)
            }
        }

        @Test(arguments: [SIGTERM, SIGHUP, SIGKILL])
        func theTerminalIsGivenBackHoweverWeEnd(signal: Int32) async throws {
            try await Harness.use { harness in
                let terminal = try shell(harness, ["--bare"])
                let before = terminal.settings
                try #require(try await terminal.shows("bootmatrix# "), "\(terminal.screen)")
                try #require(terminal.settings != before)
                terminal.signal(signal)
                let status = try await terminal.finish()
                #expect(status == (signal == SIGKILL ? -SIGKILL : 130))
                // After a KILL it is the guard's to do, which sees our end a moment later.
                while terminal.settings != before { try await Task.sleep(for: .milliseconds(10)) }
                guard signal == SIGKILL else { return }
                #expect(!harness.emulators().isEmpty, "the guest outlives its harness, or this test shows nothing")
                // What is left of it is found by the next that comes.
                let next = try shell(harness, ["--bare"])
                try #require(try await next.shows("bootmatrix# "))
                next.type("poweroff\r")
                #expect(try await next.finish() == 0)
            }
        }

        @Test func withoutATerminalThereIsNoShell() async throws {
            try await Harness.use { harness in
                let outcome = try await harness.bootmatrix("shell", "stats.1cpu.coldplug")
                #expect(outcome.status == 129)
                #expect(outcome.errors.contains("terminal"))
                let unknown = try await harness.bootmatrix("shell", "stats")
                #expect(unknown.status == 129 && unknown.errors.contains("no cell"))
            }
        }
    }
}
