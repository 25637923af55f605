// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import KernelLog
import MatrixPlan
import RunStore
import Testing
import Verdicts
import Vocabulary

extension Boots {
    /// What is got out of guests that die or hang. They are made to by words on the kernel's command line alone.
    @Suite(.serialized) struct PostMortem {
        /// The driver of its root does not start.
        private static let noRoot = "initcall_blacklist=virtio_blk_init"
        /// Process 1 sleeps in the kernel.
        private static let sleeps = "rootdelay=100000"
        /// And has not opened its console, for want of a file for it: no interrupt is taken from the serial line.
        private static let isDeaf = "initcall_blacklist=populate_rootfs,default_rootfs " + sleeps
        private static let dies = "echo c >/proc/sysrq-trigger"
        /// Debian's kernels tell QEMU where their note is by a module.
        private static let tellsAndDies = shell(
            "$b mount -t ext4 -o ro /dev/vdb /lib/modules; /sbin/modprobe qemu_fw_cfg; " + dies)
        private static let writesAndDies = shell(
            "$b mkdir -p /var/log/journal/a; echo last words >/var/log/journal/a/system;"
                + " $b ln -s /etc/passwd /var/log/journal/link; $b sync; " + dies, root: "rw")

        private static func shell(_ script: String, root: String = "ro") -> String {
            "\(root) init=/bin/busybox -- sh -c \"b=/bin/busybox; $b mount -t proc proc /proc; \(script)\""
        }

        @Test func aPanickedGuestEndsByItsEvent() async throws {
            try await Harness.use { harness in
                let boot = try await boot(harness, Self.noRoot)
                #expect(boot.record.exit == .panicked && boot.record.panicWasTold == true)
                #expect(String(decoding: boot.console, as: UTF8.self).contains("Unable to mount root fs"))
                let last = try #require(boot.record.postMortem)
                #expect(last.interrogation == nil && last.core == nil && last.disk == [])
                #expect(last.notes == ["the guest wrote nothing to its disk"])
            }
        }

        @Test func theMemoryOfAPanickedGuestIsKept() async throws {
            try await Harness.use { harness in
                let boot = try await boot(harness, Self.tellsAndDies, kernel: "debian-6.12-cloud", core: true)
                #expect(boot.record.exit == .panicked)
                try expectCore(of: boot)
                #expect(boot.record.postMortem?.notes == ["the guest wrote nothing to its disk"])
                let json = try await report(harness, boot, "--json")
                #expect(json.contains("\"post_mortem\"") && json.contains("/attempt-1/core\""))
            }
        }

        @Test func aHungKernelIsAskedWhatItDoes() async throws {
            try await Harness.use { harness in
                let boot = try await boot(harness, Self.sleeps, silence: 8)
                #expect(boot.record.exit.isHang, "\(boot.record.exit)")
                let said = try #require(boot.record.postMortem?.interrogation)
                #expect(said.answered == "lwmt" && !said.interrupted && !said.isCut)
                // Kept apart: what it was asked is no crash.
                #expect(!String(decoding: boot.console, as: UTF8.self).contains("sysrq: "))
                #expect(boot.reading.findings == [])
                let suspect = try #require(boot.reading.hang?.suspects.first { $0.kind == .blocked })
                #expect(suspect.who == "swapper/0")
                #expect(suspect.lines.contains { $0.contains("prepare_namespace") })
                let text = try await report(harness, boot)
                #expect(text.contains("when asked, swapper/0 was waiting in "))
                #expect(text.contains("interrogation.log: it answered sysrq l, w, m, t"))
            }
        }

        @Test func aDeafKernelIsInterrupted() async throws {
            try await Harness.use { harness in
                let boot = try await boot(harness, Self.isDeaf, silence: 8, core: true)
                #expect(boot.record.exit.isHang, "the verdict stays what it was: \(boot.record.exit)")
                let said = try #require(boot.record.postMortem?.interrogation)
                #expect(said.answered == "" && said.interrupted && said.panicked)
                let text = String(decoding: try #require(boot.postMortem.interrogation), as: UTF8.self)
                #expect(text.contains("NMI: Not continuing"))
                #expect(boot.reading.findings == [])
                // This kernel cannot say where things are in its memory.
                let last = try #require(boot.record.postMortem)
                #expect(last.core?.release == nil && last.notes.contains { $0.contains("VMCOREINFO") })
                try expectMemory(of: boot)
            }
        }

        @Test func aDeadGuestsDiskIsRead() async throws {
            try await Harness.use { harness in
                let boot = try await boot(harness, Self.writesAndDies)
                #expect(boot.record.exit == .panicked)
                let last = try #require(boot.record.postMortem)
                #expect(last.notes == [] && last.core == nil)
                // The link is not followed.
                #expect(last.disk.map(\.path) == ["/var/log/journal/a/system"])
                #expect(boot.postMortem.disk == [Array("last words\n".utf8)])
                #expect(try await report(harness, boot).contains("/var/log/journal/a/system of the guest, 11 B"))
            }
        }

        /// ELF, with all of its memory, and the kernel's own note that says which kernel it is.
        private func expectCore(of boot: BootOutcome) throws {
            let core = try #require(boot.record.postMortem?.core)
            let header = try expectMemory(of: boot)
            #expect(header.notes.contains("VMCOREINFO"))
            #expect(header.release == boot.record.expected.release)
            #expect(header.buildID == "\(boot.record.expected.kernel)")
            #expect(core.release == header.release && core.buildID == header.buildID)
        }

        @discardableResult
        private func expectMemory(of boot: BootOutcome) throws -> CoreHeader {
            let core = try #require(boot.record.postMortem?.core)
            let path = try #require(boot.postMortem.core)
            let file = try #require(FileHandle(forReadingAtPath: path))
            defer { try? file.close() }
            let head = try #require(try file.read(upToCount: CoreHeader.sizeLimit))
            let header = try #require(CoreHeader(Array(head)))
            #expect(header.segments >= 1)
            #expect(header.length >= boot.record.memory && header.length <= core.size)
            #expect(try file.seekToEnd() == UInt64(core.size.bytes))
            // The guest had no time to use half of its memory.
            #expect(core.stored.bytes < core.size.bytes / 2)
            return header
        }

        private func report(_ harness: Harness, _ boot: BootOutcome, _ words: String...) async throws -> String {
            let outcome = try await harness.bootmatrix(["report", "latest", "--cell", boot.record.cell] + words)
            // A person's lines are as long as a terminal's.
            return outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }

        /// Boots one guest that ends badly.
        private func boot(
            _ harness: Harness, _ words: String, kernel: String = "stats", silence: Int? = nil, core: Bool = false
        ) async throws -> BootOutcome {
            var harness = harness
            harness.project = try project(in: harness.root, kernel: kernel, core: core)
            harness.extra["BOOTMATRIX_TEST_WORDS"] = words
            if let silence { harness.extra["BOOTMATRIX_TEST_SILENCE"] = "\(silence)" }
            let outcome = try await harness.bootmatrix("run")
            #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
            let boots = try harness.latestRun().allOutcomes
            #expect(boots.count == 1)
            return try #require(boots.first)
        }

        private func project(in root: String, kernel: String, core: Bool) throws -> String {
            let project = root + "/project"
            try Places.copyDefinitions(to: project)
            let matrix = """
                version: 1
                title: Guests that die
                image: debian-udev
                baseline: \(kernel)
                axes: {kernel: \(kernel), vcpus: 2}
                memory: 512 MiB
                repeat: 1
                core: \(core ? "on-panic" : "none")
                criteria:
                  - {name: boots clean, kind: clean-boot}

                """
            try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
            return project
        }
    }
}

extension ExitCause {
    fileprivate var isHang: Bool { if case .hung = self { true } else { false } }
}
