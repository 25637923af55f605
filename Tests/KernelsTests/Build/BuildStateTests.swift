// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import Kernels

@Suite struct BuildStateTests {
    /// objtool had not yet worked on an object that make would take for finished.
    @Test func targetsNewerThanTheirRecordAreUnfinished() throws {
        let scratch = try Scratch()
        for (name, target, record) in [("a/done.o", 100.0, 100.5), ("a/cut.o", 200.0, 100.5), ("b/gone.o", 0, 50)] {
            let parts = name.split(separator: "/")
            let command = "\(parts[0])/.\(parts[1]).cmd"
            try scratch.write("", to: command)
            try scratch.date(command, record)
            if target > 0 {
                try scratch.write("", to: name)
                try scratch.date(name, target)
            }
        }
        try scratch.write("", to: "a/plain.h")
        #expect(Kbuild.unfinished(in: scratch.path) == [scratch.path + "/a/cut.o"])
    }

    @Test func stepsAreTheLinesOfObjects() {
        let lines = [
            "  CC      kernel/fork.o", "  CC [M]  fs/xfs/xfs_aops.o", "  AS      a.o", "  LD [M]  x.ko", "  HOSTCC  y",
            "  GEN     Makefile", "  CALL    scripts/checksyscalls.sh", "CC x", "   CC y", "  CCNOT z", "",
        ]
        #expect(lines.filter(BuildMeter.isStep).count == 5)
    }

    @Test func meterReportsFarLessOftenThanItCounts() {
        let reports = Mutex<[Int]>([])
        let meter = BuildMeter(tree: "/t", interval: .seconds(3600)) { done in reports.withLock { $0.append(done) } }
        for number in 0..<500 { meter.read("  CC      file\(number).o") }
        #expect(meter.done == 500)
        #expect(reports.withLock { $0 } == [1])
    }

    @Test func expectationFollowsWhatIsThere() throws {
        let scratch = try Scratch()
        let path = scratch.path + "/history.json"
        #expect(BuildHistory.read(path) == BuildHistory())
        var history = BuildHistory()
        history.cold = 1000
        history.warm = 40
        history.write(path)
        let again = BuildHistory.read(path)
        #expect(again.expected(warm: true, objects: 900) == 40)
        #expect(again.expected(warm: false, objects: 900) == 100)
        #expect(again.expected(warm: false, objects: 5000) == 1)
    }

    @Test func pathsThatKbuildRefuses() {
        #expect(throws: KernelError.self) { try KernelPreparation.checkPath("/home/a b/cache") }
        #expect(throws: KernelError.self) { try KernelPreparation.checkPath("/home/a:b/cache") }
        #expect(throws: Never.self) { try KernelPreparation.checkPath("/home/a-b_c.d/cache") }
    }
}
