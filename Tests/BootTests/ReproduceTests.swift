// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import Testing

extension Boots {
    /// The printed command is pasted into a shell, and boots the same guest.
    @Suite(.serialized) struct Reproduction {
        @Test func aPastedCommandBootsTheSameKernel() async throws {
            try await Harness.use { harness in
                _ = try await harness.bootmatrix(
                    "run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "1")
                let boot = try harness.latestRun().outcome("stats", 1)
                let printed = try await harness.bootmatrix("reproduce", "stats.1cpu.coldplug", "--poweroff")
                #expect(printed.status == 0)
                #expect(printed.output.contains(" bootmatrix.end=poweroff'"))
                #expect(printed.errors.contains("Ctrl-A X"))
                let bare = try await harness.bootmatrix("reproduce", "stats.1cpu.coldplug.r1", "--run", "latest")
                #expect(bare.output == boot.reproduce + "\n")

                let directory = harness.root + "/paste"
                try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
                let shell = try Invocation(
                    ["sh", "-c", printed.output], in: directory, environment: ProcessInfo.processInfo.environment,
                    files: harness.root + "/shell")
                let ended = await shell.finish()
                #expect(ended.status == 0, "\(ended.errors)")
                let bytes = try #require(FileManager.default.contents(atPath: directory + "/evidence.bin"))
                var decoder = EvidenceStreamDecoder()
                let events = decoder.feed(Array(bytes)) + decoder.finish()
                #expect(events.contains(.sealed), "\(ended.output.suffix(2_000))")
                let identity = Evidence(decoder.items).identity
                #expect(identity.differences(from: boot.record.expected) == [])
                #expect(decoder.items.text("cmdline")?.contains("bootmatrix.end=poweroff") == true)
                #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["evidence.bin"])
            }
        }

        @Test func aPlaceThatWasNeverBootedIsMadeAndNoGuestIsLeft() async throws {
            try await Harness.use { harness in
                let fresh = try await harness.bootmatrix("reproduce", "stats.2cpu.coldplug", "--json", "--gdb")
                #expect(fresh.status == 0)
                let json = try #require(
                    JSONSerialization.jsonObject(with: Data(fresh.output.utf8)) as? [String: Any])
                let words = try #require(json["words"] as? [String])
                #expect(words.contains("2,sockets=1,cores=2,threads=1"))
                #expect(words.suffix(3) == ["-gdb", "tcp:localhost:1234", "-S"])
                let files = try #require(json["files"] as? [String])
                #expect(files.count == 3 && files.allSatisfy { FileManager.default.fileExists(atPath: $0) })
            }
        }

        @Test(arguments: ["stats", "stats.4cpu", "stats.4cpu.coldplug.r1", "nothing.1cpu.coldplug"])
        func whatIsNotThereIsTheUsers(cell: String) async throws {
            try await Harness.use { harness in
                let outcome = try await harness.bootmatrix("reproduce", cell)
                #expect(outcome.status == 129)
                #expect(outcome.output.isEmpty && outcome.errors.contains(cell.prefix(5)))
            }
        }
    }
}
