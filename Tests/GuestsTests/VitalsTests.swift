// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Glibc
import Testing
import Vocabulary

@testable import Guests

/// What is read of a QEMU process; a directory plays /proc.
@Suite("Vitals") struct VitalsTests {
    /// A process 7 with threads: name and schedstat.
    private static func proc(_ state: String, _ threads: [(String, String)]) throws -> String {
        let root = FileManager.default.temporaryDirectory.path + "/bm-proc-\(UUID().uuidString.prefix(8))"
        for (index, thread) in threads.enumerated() {
            let task = "\(root)/7/task/\(7 + index)"
            try FileManager.default.createDirectory(atPath: task, withIntermediateDirectories: true)
            try thread.0.write(toFile: task + "/comm", atomically: false, encoding: .utf8)
            try thread.1.write(toFile: task + "/schedstat", atomically: false, encoding: .utf8)
        }
        try "7 (qemu (x) \(state)) \(state) 1 7 7 0 -1\n".write(
            toFile: root + "/7/stat", atomically: false, encoding: .utf8)
        return root
    }

    @Test("adds up the virtual CPUs and nothing else")
    func sums() throws {
        let root = try Self.proc(
            "S",
            [
                ("qemu-system-x86\n", "900 900 9\n"), ("CPU 0/TCG\n", "1000000000 200 3\n"),
                ("CPU 1/TCG\n", "500000000 50 3\n"), ("IO mon_iothread\n", "70 70 7\n"),
            ])
        defer { try? FileManager.default.removeItem(atPath: root) }
        let vitals = try #require(EmulatorThreads.vitals(of: 7, proc: root))
        #expect(vitals.ran == .milliseconds(1500) && vitals.waited == .nanoseconds(250) && !vitals.isStopped)
        #expect(EmulatorThreads.vitals(of: 8, proc: root) == nil)
    }

    @Test("sees a process that is stopped, by a signal or by a debugger", arguments: ["T", "t"])
    func stopped(state: String) throws {
        let root = try Self.proc(state, [("ALL CPUs/TCG\n", "5 6 7\n")])
        defer { try? FileManager.default.removeItem(atPath: root) }
        #expect(EmulatorThreads.vitals(of: 7, proc: root)?.isStopped == true)
    }

    @Test("says nothing of what it cannot read")
    func unreadable() throws {
        for threads in [[("qemu\n", "1 2 3\n")], [("CPU 0/KVM\n", "1 2\n")], [("CPU 0/KVM\n", "-1 2 3\n")]] {
            let root = try Self.proc("S", threads)
            defer { try? FileManager.default.removeItem(atPath: root) }
            #expect(EmulatorThreads.vitals(of: 7, proc: root) == nil)
        }
    }

    @Test("knows virtual CPUs by the names that QEMU gives its threads")
    func names() {
        #expect(["CPU 0/KVM", "CPU 31/TCG", "ALL CPUs/TCG"].allSatisfy(EmulatorThreads.isVirtualCPU))
        #expect(!["CPUX", "qemu-system-x86", "worker", "IO CPU"].contains(where: EmulatorThreads.isVirtualCPU))
    }
}

@Suite("Pace") struct PaceTests {
    private let kernel = ByteCount.mebibytes(4)

    private func pace(_ took: Double?, _ ran: Double?, load: Double = 0) -> GuestPace {
        GuestPace(
            took: took.map { .seconds($0) }, ran: ran.map { .seconds($0) }, load: load,
            kernel: kernel)
    }

    @Test("is 1 on the host of reference, on a faster one, and where nobody could measure")
    func one() {
        let reference = GuestPace.reference(.tcg, kernel: kernel)
        #expect(GuestPace(took: reference.took, ran: reference.ran, load: 0, kernel: kernel).factor(.tcg) == 1)
        #expect(pace(0.1, 0.1).factor(.tcg) == 1 && pace(nil, nil).factor(.kvm) == 1)
    }

    @Test("grows with the CPU time, and on a quiet host with the time")
    func grows() {
        let (took, ran) = GuestPace.reference(.tcg, kernel: kernel)
        func pace(_ took: Duration, _ ran: Duration?, _ load: Double) -> Double {
            GuestPace(took: took, ran: ran, load: load, kernel: kernel).factor(.tcg)
        }
        #expect(pace(took, ran * 3, 5) == 3)
        #expect(pace(took * 2.5, ran, 0.1) == 2.5)
        // Others had the CPU.
        #expect(pace(took * 6, ran, 5) == 1)
        #expect(pace(took * 6, nil, 5) == 6)
    }

    @Test("allows a larger kernel more")
    func size() {
        let (ours, debians) = (ByteCount.mebibytes(4), ByteCount.mebibytes(13))
        #expect(GuestPace.reference(.tcg, kernel: ours).ran < .seconds(2))
        #expect(GuestPace.reference(.tcg, kernel: debians).ran > .seconds(3))
    }

    @Test("has bounds, whatever a probe or a damaged file says")
    func bounds() {
        #expect(pace(5000, 5000).factor(.tcg) == 8)
        #expect(pace(-5, -5).factor(.tcg) == 1)
        #expect(GuestPace(took: .seconds(1), ran: nil, load: .nan, kernel: kernel).factor(.kvm) == 1)
    }

    @Test("is kept with the finding, and a finding of before it is read without one")
    func kept() throws {
        let old = #"{"accelerator":"TCG","reason":"r"}"#
        var finding = try CanonicalJSON.decode(AcceleratorFinding.self, from: Data(old.utf8))
        #expect(finding.pace == nil && finding.accelerator == .tcg)
        finding.pace = pace(2, 3, load: 0.5)
        let again = try CanonicalJSON.decode(AcceleratorFinding.self, from: CanonicalJSON.encode(finding))
        #expect(again == finding && again.pace?.took == .seconds(2))
    }
}
