// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@Suite struct ReadingTests {
    private func problems(_ boot: Boot, _ check: CellReading.Problem.Check) -> [CellReading.Problem] {
        boot.reading.problems.filter { $0.check == check }
    }

    @Test func goodBootGivesEveryFigure() {
        let reading = Boot().reading
        #expect(reading.problems.isEmpty)
        #expect(reading.findings.isEmpty)
        #expect(reading.modules == ["aesni_intel", "cryptd"])
        #expect(reading.software == ["udev": "252.39", "kmod": "30", "recipe": "debian-udev"])
        let wanted: [MetricName: Double] = [
            .modulesCount: 2, .loadsLoaded: 2, .loadsDuplicates: 3, .loadsFailed: 3, .loadsBecoming: 2, .loadsLoad: 1,
            .loadsKread: 0, .loadsDecompress: 0,
            .loadsResidual: 0, .loadsWorstModule: 2, .bytesWasted: 5001, .loadsAttempted: 1, .loadsFromMemory: 0,
            .loadsCompressed: 0, .requests: 0,
            .loadsCoalesced: 0, .loadsRefused: 0, .loadsTurnedAway: 0, .requestsRepeated: 0, .requestsCoalesced: 0,
            .requestsRefused: 0,
            .modprobeRuns: 0, .modprobeRepeated: 0, .memoryHighestVmalloc: 200 * 1024,
            .memoryHighestModules: 90 * 1024, .memoryLowest: 3_800_000 * 1024, .timeToInit: 1.2, .timeToSettled: 3,
            .timeToSealed: 3.4, .tracedLoaded: 1, .tracedFailed: 0, .tracedBecoming: 0, .tracedLoad: 0,
            .tracedDuplicates: 0, .tracedResidual: 0, .tracedBytesWasted: 0, .tracedBytesRead: 0,
            .ueventsAnnounced: 0, .ueventsProcessed: 2, .loadsByUdev: 1, .loadsByModprobe: 0, .loadsByOthers: 0,
            .loadsUnfinished: 0, .loadsMostInFlight: 1, .modprobeAsked: 0, .bytesKread: 0,
            .bytesDecompress: 0, .bytesBecoming: 2000, .bytesLoad: 3001, .bytesModules: 8192, .bytesText: 3000,
        ]
        #expect(reading.values == wanted)
        // Every metric of the catalogue has its place here, but those of replays; the set is `modules`.
        let others: Set<MetricName> = [.modulesSet, .replayFailed, .replayUnloaded]
        #expect(Set(wanted.keys).union(others) == Set(Metric.catalogue.map(\.name)))
        #expect(Boot().status == .pass)
    }

    @Test func anotherKernelOrModuleIsTheHarnessesFault() {
        var boot = Boot()
        boot.items.items["buildid/kernel"] = .init(bytes: Boot.note(Boot.moduleID))
        let kernel = problems(boot, .identity)
        #expect(kernel.map(\.blame) == [.harness])
        #expect(kernel.first?.text == "the kernel is build 15161718191a, not 010203040506")
        #expect(boot.status == .error)

        boot = Boot()
        boot.items.items["buildid/module/cryptd"] = .init(bytes: Boot.note(Boot.kernelID))
        #expect(problems(boot, .identity).first?.text == "module cryptd is build 010203040506, not 15161718191a")
        #expect(boot.status == .error)

        for item in ["buildid/kernel", "buildid/module/cryptd"] {
            boot = Boot()
            boot.items.items[item] = .init(bytes: [], failure: 2)
            #expect(problems(boot, .identity).count == 1)
            #expect(boot.status == .error)
        }
        boot = Boot()
        boot.set("modules", "aesni_intel 1 0 - Live 0x0\nevil 1 0 - Live 0x0\n")
        #expect(problems(boot, .identity).first?.text.contains("module evil is not one that was built") == true)
        boot = Boot()
        boot.record.cell = "other.2cpu.coldplug.r1"
        #expect(problems(boot, .identity).count == 1)
    }

    @Test func bootThatProvesNothingIsAnError() {
        let spoilt: [(String, String, String, String)] = [
            ("cpus", "online=0-1", "online=0", "1 of 2 vCPUs are online"),
            ("workload", "name=coldplug", "name=nothing", "the guest ran workload 'nothing', not coldplug"),
            ("workload", "settle.exit=0", "settle.exit=1", "settle ended with '1'"),
            ("workload", "trigger.exit=0\n", "", "trigger ended with no word"),
            ("workload", "udevd.exit=running", "udevd.exit=139", "udevd ended with '139'"),
            ("uevents", "cpu/cpu1", "cpu/cpu0", "udevd processed the uevents of 1 of 2 vCPUs"),
            ("trace", "module_load: cryptd", "module_free: cryptd", "no module was loaded by a udev worker"),
        ]
        for (item, old, new, text) in spoilt {
            var boot = Boot()
            boot.replace(old, by: new, in: item)
            // What runs on the kernel failed, or nothing ran at all.
            let (check, blame): (CellReading.Problem.Check, Blame) =
                text.contains("ended with") ? (.workload, .workload) : (.vacuity, .harness)
            #expect(problems(boot, check).map(\.text) == [text])
            #expect(problems(boot, check).map(\.blame) == [blame])
            #expect(boot.status == .error)
        }
        // modprobe is not udev.
        var boot = Boot()
        boot.set("trace", (boot.items.text("trace") ?? "").replacingOccurrences(of: "(udev-worker)", with: "modprobe"))
        #expect(problems(boot, .vacuity).count == 1)
    }

    /// Held boots go on after the seal, so the console knows more than the log that was sealed.
    @Test func heldBootIsReadToItsEnd() {
        var boot = Boot()
        boot.cell.coordinates.workload = .coldplug.held
        boot.record.cell = boot.cell.id.text
        #expect(problems(boot, .vacuity).map(\.text) == ["it was not held for 1 min 10 s and powered off"])
        boot.record.reached[.held] = 74_000_000_000
        boot.record.stage = .held
        #expect(boot.reading.problems.isEmpty && boot.reading.isTrusted)

        func warning(_ time: String, _ line: Int) -> String {
            "[\(time)] ------------[ cut here ]------------\n"
                + "[\(time)] WARNING: CPU: 0 PID: 9 at kernel/x.c:\(line) x_\(line)+0x1/0x2\n"
                + "[\(time)] ---[ end trace 0000000000000000 ]---\n"
        }
        boot.console = Array(warning("   65.000000", 7).utf8)
        #expect(boot.reading.findings.map(\.kind) == [.warning])
        // One that the sealed log has as well is one report, and a late one is another.
        let early = warning("    1.000000", 3)
        let records = early.split(separator: "\n").enumerated().map { index, line in
            "4,\(index + 1),1000000,-;\(line.drop { $0 != "]" }.dropFirst(2))\n"
        }
        boot.set("kmsg", "6,0,0,-;Linux version 6.12.117\n" + records.joined())
        boot.console = Array((early + warning("   65.000000", 7)).utf8)
        #expect(boot.reading.findings.count == 2)
        #expect(boot.reading.problems.isEmpty)
    }

    @Test func stuckShutdownFailsTheCell() throws {
        var boot = Boot()
        boot.record.exit = .shutdownStuck
        boot.record.stage = .held
        #expect(boot.status == .fail)
        let cell = try #require(boot.judged.coordinates.first)
        #expect(cell.word == "shutdown-stuck")
        boot.record.exit = .poweredOff
        boot.record.stage = .sealed
        #expect(boot.judged.coordinates.first?.cells.first?.reason == "powered off too soon, before its hold was over")
    }

    @Test func brokenLawIsABadReading() {
        var boot = Boot()
        boot.replace("Virtual mem wasted bytes\t5001", by: "Virtual mem wasted bytes\t5000", in: "stats")
        let law = problems(boot, .law)
        #expect(law.count == 1 && law.first?.blame == .harness)
        #expect(boot.status == .error)
        #expect(!boot.reading.isTrusted)
    }

    @Test func residualIsTheKernelsWithTheCauseFromItsLog() throws {
        var boot = Boot(becoming: 2, load: 2)
        boot.set(
            "kmsg", "6,0,0,-;Linux version 6.12.117\n3,1,1200,-;cryptd: Unknown symbol crypto_gone (err -2)\n")
        let residual = try #require(problems(boot, .residual).first)
        #expect(residual.blame == .kernel)
        #expect(
            residual.text
                == "1 of 4 failed loads are not duplicates; the kernel says: 'cryptd: Unknown symbol crypto_gone (err -2)'"
        )
        #expect(boot.status == .fail)
        // The figures are good all the same: the kernel is at fault, not the reading.
        #expect(boot.reading.isTrusted)
    }

    @Test func kernelWithoutStatisticsGivesNoFiguresAndNoBlame() {
        var boot = Boot()
        for name in boot.items.items.keys where name.hasPrefix("counters/") { boot.items.items[name] = nil }
        boot.items.items["stats"] = .init(bytes: [], failure: 2)
        #expect(boot.reading.problems.isEmpty)
        #expect(boot.reading.values[.loadsFailed] == nil)
        #expect(boot.judged.criterion("boots clean")?.status == .pass)
        #expect(boot.judged.criterion("few")?.status == .inconclusive)
        // Any other errno is a reading that failed.
        boot.items.items["stats"] = .init(bytes: [], failure: 5)
        #expect(problems(boot, .unreadable).count == 1)
    }

    @Test func droppedLogRecordsForbidAClaimOfCleanliness() {
        var boot = Boot()
        boot.set("kmsg", "6,7,1200,-;Run /init as init process\n")
        #expect(problems(boot, .unreadable).first?.text.hasPrefix("kmsg: 7 records were overwritten") == true)
        #expect(boot.status == .error)
    }

    @Test func overrunTraceWithholdsItsCountsOnly() {
        var boot = Boot()
        boot.replace("3/3", by: "3/90", in: "trace")
        #expect(boot.reading.problems.isEmpty)
        #expect(boot.reading.values[.loadsAttempted] == nil && boot.reading.values[.requests] == nil)
        #expect(boot.status == .pass)
        // Nor is the lowest of some samples the lowest of all.
        boot.items.items["memory-samples"]?.isCut = true
        #expect(boot.reading.values[.memoryLowest] == nil)
    }

    @Test func consoleAndKernelLogAreReadAsOne() {
        let lines = [
            "WARNING: CPU: 0 PID: 71 at kernel/module/main.c:3000 load_module+0x10/0x20",
            "Modules linked in: cryptd", "RIP: 0010:load_module+0x10/0x20",
        ]
        var boot = Boot()
        boot.console = Array(lines.map { "[    1.0] \($0)\n" }.joined().utf8)
        #expect(boot.reading.findings.count == 1)
        #expect(boot.status == .fail)
        let records = lines.enumerated().map { "4,\($0.offset),1000,-;\($0.element)\n" }
        boot.set("kmsg", records.joined())
        #expect(boot.reading.findings.count == 1)
        boot.console = []
        #expect(boot.reading.findings.map(\.kind) == [.warning])
    }

    @Test func panickedBootIsNotHeldToWhatItCouldNotSend() {
        var boot = Boot()
        boot.items = EvidenceItems()
        boot.record.exit = .panicked
        boot.record.stage = .kernel
        boot.console = Array("[    0.1] Kernel panic - not syncing: VFS: Unable to mount root fs\n".utf8)
        #expect(boot.reading.problems.isEmpty)
        #expect(boot.status == .fail)
        #expect(boot.judged.place(plain, 2)?.word == "panic")
    }
}
