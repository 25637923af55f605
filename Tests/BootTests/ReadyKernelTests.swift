// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Host
import MatrixPlan
import RunStore
import Testing
import Verdicts
import Vocabulary

extension Boots {
    /// Kernels that nobody here compiled: a distribution's as its package has it, and an image with its modules.
    @Suite(.serialized) struct ReadyKernels {
        @Test func stockKernelsBootAndAreKnown() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try project(in: harness.root, kernels: ["debian-6.1-cloud", "debian-6.12-cloud"])
                let outcome = try await harness.bootmatrix("run", "--filter", "vcpus=2")
                #expect(outcome.status == 0, "\(outcome.output)")
                let run = try harness.latestRun()
                for (kernel, first, call) in [
                    ("debian-6.1-cloud", "virtio_ring", TraceEvent.Call.finitModule),
                    ("debian-6.12-cloud", "virtio_blk", .initModule),
                ] {
                    let boot = try run.outcome(kernel, 2)
                    let reading = boot.reading
                    #expect(reading.problems == [] && reading.findings == [], "\(kernel)")
                    #expect(boot.evidence.identity.kernel == boot.record.expected.kernel)
                    #expect(boot.evidence.identity.modules.count > 20)
                    // No figure of a kernel without MODULE_STATS, and none of what the initramfs did.
                    #expect(reading.values[.loadsFailed] == nil && reading.values[.bytesWasted] == nil)
                    let funnel = try #require(reading.funnel)
                    let early = funnel.loads.filter { $0.caller == .initramfs }
                    #expect(early.contains { $0.module == first } && early.allSatisfy { $0.outcomes.loaded == 1 })
                    #expect(boot.evidence.initramfs?.loads.count == early.count)
                    #expect(reading.values[.loadsAttempted] == Double(funnel.outcomes.calls - early.count))
                    // kmod 30 takes init_module() for what is compressed.
                    let calls = boot.evidence.trace?.calls.filter { $0.command == "(udev-worker)" } ?? []
                    #expect(!calls.isEmpty && calls.allSatisfy { $0.call == call })
                    #expect(boot.domainXML.contains("<initrd>") && boot.reproduce.contains(" -initrd "))
                }
                #expect(outcome.errors.contains("first result: debian-6.1-cloud at 2 vCPUs, coldplug: PASS so far"))
                let cell = try await harness.bootmatrix(
                    "report", "latest", "--width", "200", "--cell", "debian-6.1-cloud.2cpu.coldplug.r1")
                #expect(cell.output.contains("before it the initramfs took"))

                // The stored guest is found again with all of its files.
                let printed = try await harness.bootmatrix("reproduce", "debian-6.12-cloud.2cpu.coldplug", "--json")
                let json = try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any]
                let files = try #require(json?["files"] as? [String])
                #expect(files.count == 4 && files[1].hasSuffix("initramfs.cpio"))
            }
        }

        /// Before the root is there nobody can send evidence; what went wrong must be told all the same, and not be put
        /// down to the kernel where the module is not its own.
        @Test func whatKeepsAKernelFromItsRootIsSaid() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try project(in: harness.root, kernels: ["debian-6.1-cloud"])
                let words = ["run", "--filter", "vcpus=1"]
                _ = try await harness.bootmatrix(words)
                let right = try harness.latestRun().outcome("debian-6.1-cloud", 1)
                harness.cache = harness.root + "/cache"
                let copy = try CacheCopy(of: Directories().cache, to: harness.root + "/cache")
                let modules = Directories().cache + "/kernels/\(right.record.kernelKey)/modules/lib/modules"
                let below = "\(modules)/\(right.record.expected.release)/kernel/drivers"

                // One whose init says that its device is not there, as a broken driver's would.
                let refusing = below + "/cpufreq/pcc-cpufreq.ko"
                try await copy.replace(module: "virtio_blk.ko", of: right, by: refusing)
                #expect(try await harness.bootmatrix(words).status == 1)
                let failed = try harness.latestRun().outcome("debian-6.1-cloud", 1).reading
                #expect(
                    failed.exit
                        == .noRoot("in the initramfs, module virtio_blk.ko: No such device (errno 19)"))

                let foreign = harness.root + "/foreign.ko"
                try "not a module".write(toFile: foreign, atomically: true, encoding: .utf8)
                try await copy.replace(module: "virtio_blk.ko", of: right, by: foreign)
                #expect(try await harness.bootmatrix(words).status == 125)
                let broken = try harness.latestRun().outcome("debian-6.1-cloud", 1).reading
                #expect(broken.exit.blame == .harness)
                #expect("\(broken.exit)".contains("module virtio_blk.ko: Exec format error (errno 8)"))
            }
        }

        /// What we built ourselves, as if somebody else had; and the same with another build's modules.
        @Test func anImageAndItsModulesBootAndAMixOfTwoBuildsDoesNot() async throws {
            try await Harness.use { harness in
                let built = ["run", "--filter", "vcpus=1", "--filter", "kernel=stats,stats-dups", "--repeat", "1"]
                _ = try await harness.bootmatrix(built + ["--filter", "workload=coldplug"])
                let right = try harness.latestRun()
                let places = try ["stats", "stats-dups"].map { kernel in
                    Directories().cache + "/kernels/" + (try right.outcome(kernel, 1).record.kernelKey)
                }
                var own = harness
                own.project = try project(in: harness.root, kernels: ["pair", "mix"]) { kernels in
                    for (name, modules) in [("pair", places[0]), ("mix", places[1])] {
                        let text = """
                            version: 1
                            title: an image and modules
                            source:
                              prebuilt: \(places[0])/bzImage
                              modules: \(modules)/modules/lib/modules/\(right.allOutcomes[0].record.expected.release)
                              config: \(places[0])/config

                            """
                        try text.write(toFile: "\(kernels)/\(name).yaml", atomically: true, encoding: .utf8)
                    }
                }
                let outcome = try await own.bootmatrix("run", "--filter", "vcpus=1")
                #expect(outcome.status == 125)
                #expect(outcome.errors.contains("kernel mix: ") && outcome.errors.contains("another build"))
                let run = try harness.latestRun()
                let boot = try run.outcome("pair", 1)
                #expect(boot.reading.problems == [] && boot.reading.exit == .sealed)
                #expect(boot.record.expected == (try right.outcome("stats", 1).record.expected))
                #expect(boot.evidence.initramfs == nil && !boot.reproduce.contains("-initrd"))
                #expect(boot.reading.values[.loadsFailed] == 0)
                #expect(run.allOutcomes.count == 1)

                // The wrong disk in the cache is seen in the guest, as with kernels that were built.
                own.cache = harness.root + "/cache"
                try CacheCopy(of: Directories().cache, to: harness.root + "/cache")
                    .exchangeDisk(of: boot, for: right.outcome("stats-dups", 1))
                let words = ["run", "--filter", "vcpus=1", "--filter", "kernel=pair"]
                #expect(try await own.bootmatrix(words).status == 125)
                let swapped = try harness.latestRun().outcome("pair", 1).reading
                #expect(swapped.exit == .sealed, "it boots, which is what makes it dangerous")
                #expect(swapped.problems.contains { $0.check == .identity && $0.blame == .harness })
            }
        }

        /// The project's own definitions, and a matrix of these kernels.
        private func project(
            in root: String, kernels: [String], adding: (_ kernels: String) throws -> Void = { _ in }
        ) throws -> String {
            let project = root + "/project"
            try Places.copyDefinitions(to: project)
            try adding(project + "/kernels")
            let matrix = """
                version: 1
                title: Kernels that come ready
                image: debian-udev
                baseline: \(kernels[0])
                axes: {kernel: [\(kernels.joined(separator: ", "))], vcpus: [1, 2], workload: [coldplug]}
                memory: 4 GiB
                cmdline: udev.children_max=64
                repeat: 1
                criteria:
                  - {name: boots clean, kind: clean-boot}

                """
            try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
            return project
        }
    }
}

extension CacheCopy {
    /// Puts another file in a module's place in the initramfs of a guest, and mends the manifest.
    fileprivate func replace(module name: String, of boot: BootOutcome, by file: String) async throws {
        let command = boot.reproduce.components(separatedBy: " -initrd ")
        let path = try #require(command.last?.split(separator: " ").first.map(String.init))
        let parts = path.components(separatedBy: "/images/")
        let entry = try #require(parts.last.map { "\(root)/images/\($0)" }).replacing("/initramfs.cpio", with: "")
        let scratch = root + "/unpacked"
        try? FileManager.default.removeItem(atPath: scratch)
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        try await Command("cpio", ["-i", "--quiet", "--file=\(entry)/initramfs.cpio"], in: scratch).run().checked()
        try FileManager.default.removeItem(atPath: "\(scratch)/modules/\(name)")
        try FileManager.default.copyItem(atPath: file, toPath: "\(scratch)/modules/\(name)")
        let made = root + "/initramfs.cpio"
        let script = "find . | cpio -o -H newc --quiet >'\(made)'"
        try await Command("sh", ["-c", script], in: scratch).run().checked()
        try replace(entry, "initramfs.cpio", by: made)
    }
}
