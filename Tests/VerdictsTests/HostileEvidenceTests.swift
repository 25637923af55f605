// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// Evidence that somebody made up: read in bounds, told in bounds, and never PASS.
struct HostileEvidenceTests {
    /// Each of the items in turn is hostile, the others are those of a good boot.
    @Test(arguments: Boot().items.items.keys.sorted())
    func noItemThatMakesNoSenseIsPass(name: String) {
        // Nothing but a line's end is an empty text.
        for bytes in HostileStrings.bytes where bytes.contains(where: { $0 > 0x0D }) {
            var boot = Boot()
            boot.items.items[name] = .init(bytes: bytes)
            let reading = boot.reading
            for problem in reading.problems {
                #expect(HostileStrings.firstUnsafe(problem.text) == nil, "\(name): \(problem.text)")
                #expect(problem.text.utf8.count < 2_000, "\(name)")
            }
            // On these no verdict rests; what rests on them is then absent.
            let others = ["cmdline", "image", "memory-samples", "uevents-lost", "trace-stats", "trace-probes"]
            if !others.contains(name) { #expect(boot.status != .pass, "\(name): \(bytes.prefix(40))") }
        }
    }

    @Test func aGuestThatNamesRequestsWithoutEndIsToldInBounds() {
        var boot = Boot()
        var text = "name=request-storm\n"
        for number in 0..<5_000 {
            text += "r\(number).module=m\nr\(number).callers=48\nr\(number).had=1\nr\(number).silent=0\n"
            text += "r\(number).errno=2\nr\(number).seconds=1.0\n"
        }
        boot.set("workload", text)
        #expect((1...80).contains(boot.reading.problems.count))
        #expect(boot.status != .pass)
    }

    /// Whatever a guest does whose disk was damaged under it.
    @Test func whatDamagedFilesDidIsHeldAgainstNobody() {
        var boot = Boot(becoming: 2, load: 5)
        boot.console = Array("[    1.000000] Kernel panic - not syncing: VFS: Unable to mount root fs\n".utf8)
        #expect(boot.status == .fail)
        boot.record.exit = .filesChanged("base.img has another content")
        #expect(boot.status == .miss)
        #expect(boot.judged.coordinates.first?.word == "files-changed")
        #expect(boot.judged.criteria.allSatisfy { $0.status != .fail })
    }

    @Test func aConsoleOfPanicsIsToldInBounds() {
        var boot = Boot()
        boot.console = (0..<20_000).flatMap { Array("[    1.000000] Kernel panic - not syncing: p\($0) x\n".utf8) }
        #expect((1...128).contains(boot.reading.findings.count))
        #expect(boot.status == .fail)
    }
}
