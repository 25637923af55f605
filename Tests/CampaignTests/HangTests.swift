// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Testing
import Vocabulary

/// Which hang a silence is, from what was heard and from what the host says of the guest's process.
@Suite struct HangTests {
    typealias Inputs = [(Double, Supervisor.Input)]

    /// 30 s of silence before the guest's hello, 140 s after it.
    static let deadlines = Deadlines(silence: .seconds(140), boot: .seconds(30), total: .seconds(560))

    static func cause(_ inputs: Inputs, hold: Duration? = nil) -> ExitCause? {
        var supervisor = Supervisor(deadlines: deadlines, hold: hold)
        for (time, input) in inputs { supervisor.take(input, at: .seconds(time)) }
        return supervisor.cause
    }

    static func text(_ text: String) -> Supervisor.Input { .console(Array((text + "\n").utf8)) }

    static func vitals(_ ran: Double, waited: Double? = 0, stopped: Bool = false) -> Supervisor.Input {
        .vitals(GuestVitals(ran: .seconds(ran), waited: waited.map { .seconds($0) }, isStopped: stopped))
    }

    // MARK: What was heard

    @Test func beforeTheHelloSilenceIsShort() {
        let kernel: Inputs = [(5, Self.text("[    0.500000] x"))]
        #expect(Self.cause(kernel + [(34.9, .tick)]) == nil)
        #expect(Self.cause(kernel + [(35, .tick)]) == .hung(.kernel, stage: .kernel))
        let hello: Inputs = kernel + [(6, .stream(.reached(.`init`)))]
        #expect(Self.cause(hello + [(145.9, .tick)]) == nil)
        #expect(Self.cause(hello + [(146, .tick)]) != nil)
    }

    /// Process 1 says every 30 s what its program is at, if the kernel lets it.
    @Test func process1TellsAHungKernelFromWhatRunsOnIt() {
        let start: Inputs = [(1, Self.text("[    0.500000] x")), (6, .stream(.reached(.workload)))]
        let beats: Inputs = stride(from: 40.0, to: 146, by: 32).map {
            ($0, Self.text("bootmatrix-init: at '/usr/bin/udevadm' for 60 s"))
        }
        #expect(Self.cause(start + beats + [(146, .tick)]) == .hung(.userspace, stage: .workload))
        #expect(Self.cause(start + [(146, .tick)]) == .hung(.kernel, stage: .workload))
        // It spoke, and then no more.
        #expect(Self.cause(start + beats.prefix(1) + [(146, .tick)]) == .hung(.kernel, stage: .workload))
        // Its words are no progress.
        #expect(Self.cause(start + beats + [(145.9, .tick)]) == nil)
    }

    /// They repeat for ever, with later times, and say each time that nothing goes on.
    @Test(arguments: [
        "watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [swapper/0:1]",
        "watchdog: Watchdog detected hard LOCKUP on cpu 1", "rcu: INFO: rcu_preempt self-detected stall on CPU",
        "rcu: INFO: rcu_sched detected stalls on CPUs/tasks:", "INFO: task init:1 blocked for more than 120 seconds.",
        "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 42s!",
    ])
    func reportsOfDetectorsAreNoProgress(report: String) {
        let start: Inputs = [(5, Self.text("[    1.000000] x"))]
        let stack = Self.text("[   25.900000] Call Trace:")
        #expect(
            Self.cause(start + [(29, Self.text("[   25.000000] \(report)")), (29.5, stack), (35, .tick)])
                == .hung(.kernel, stage: .kernel))
        // A kernel that recovers goes on.
        let later = Self.text("[   36.000000] hello again")
        #expect(Self.cause(start + [(29, Self.text("[   25.000000] \(report)")), (34, later), (63, .tick)]) == nil)
    }

    @Test func theSameLinesWithLaterTimesAreHalfAProgress() {
        func lines(_ text: (Int) -> String) -> Inputs {
            (1...9).map { (Double($0) * 10, Self.text("[   \($0)0.000000] " + text($0))) }
        }
        // News at 10 s, and 60 s of no other.
        #expect(Self.cause(lines { "port \($0) is not ready" }) == .hung(.livelock, stage: .kernel))
        #expect(Self.cause(Array(lines { "port \($0) is not ready" }.prefix(6))) == nil)
        let words = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
        #expect(Self.cause(lines { "device \(words[$0]) is there" }) == nil)
    }

    @Test func textWithoutTimesIsNewOnlyOnce() {
        #expect(
            Self.cause([(1, Self.text("no timer")), (31, Self.text("no timer"))]) == .hung(.livelock, stage: .kernel))
        #expect(Self.cause([(1, Self.text("a")), (20, Self.text("b")), (49, .tick)]) == nil)
    }

    @Test func afterTheSealOnlyTheKernelCanFail() {
        let sealed: Inputs = [(10, .stream(.sealed))]
        #expect(Self.cause(sealed + [(99, .tick)], hold: .seconds(70)) == nil)
        #expect(Self.cause(sealed + [(100, .tick)], hold: .seconds(70)) == .hung(.kernel, stage: .sealed))
    }

    // MARK: What the host says

    @Test func aGuestThatNeverRanIsTheHosts() {
        #expect(Self.cause([(5, Self.vitals(0)), (30, .tick)]) == .hung(.neverStarted, stage: .firmware))
        #expect(Self.cause([(5, Self.vitals(3)), (30, .tick)]) == .hung(.noOutput, stage: .firmware))
        // Nobody can tell.
        #expect(Self.cause([(30, .tick)]) == .hung(.noOutput, stage: .firmware))
    }

    @Test func aStoppedQEMUIsTheHosts() {
        let stopped: Inputs = [(5, Self.vitals(1)), (10, Self.vitals(1.5, stopped: true))]
        #expect(Self.cause(stopped + [(24.9, .tick)]) == nil)
        #expect(Self.cause(stopped + [(25, .tick)]) == .hypervisorStopped)
        // Stopped a moment before the deadline.
        #expect(Self.cause([(29, Self.vitals(1, stopped: true)), (30, .tick)]) == .hypervisorStopped)
        // In a hold nothing need be heard, and after it all the same.
        let held: Inputs = [(10, .stream(.sealed)), (81, Self.vitals(3, stopped: true)), (100, .tick)]
        #expect(Self.cause(held, hold: .seconds(70)) == .hypervisorStopped)
    }

    @Test func aQEMUThatIsLetGoOnStartsAnew() {
        let continued: Inputs = [(10, Self.vitals(1, stopped: true)), (20, Self.vitals(1.1))]
        #expect(Self.cause(continued + [(49.9, .tick)]) == nil)
        #expect(Self.cause(continued + [(50, .tick)]) == .hung(.noOutput, stage: .firmware))
    }

    @Test func aStarvedGuestIsWaitedForAndThenTheHosts() {
        let starved: Inputs = [
            (1, Self.text("[    0.500000] x")), (5, Self.vitals(1, waited: 2)), (30, Self.vitals(3, waited: 40)),
        ]
        #expect(Self.cause(starved + [(120.9, .tick)]) == nil)
        #expect(Self.cause(starved + [(121, .tick)]) == .hypervisorStopped)
        // It had its chance at last: a fifth of the deadline as CPU time.
        #expect(Self.cause(starved + [(60, Self.vitals(8, waited: 60))]) == .hung(.kernel, stage: .kernel))
        #expect(Self.cause(starved + [(60, Self.text("[    1.000000] on")), (89, .tick)]) == nil)
    }

    /// Two answers tell whether a guest is starved, and on a busy host they come late: a sixteenth of 30 s is waited for them.
    @Test func whoseCPUTimeIsNotKnownYetIsWaitedForALittle() {
        func asked(_ inputs: Inputs) -> ExitCause? {
            var supervisor = Supervisor(deadlines: Self.deadlines)
            let isAsked = supervisor.asksForVitals(at: .seconds(29))
            #expect(isAsked)
            for (time, input) in inputs { supervisor.take(input, at: .seconds(time)) }
            return supervisor.cause
        }
        let one: Inputs = [(29.5, Self.vitals(1, waited: 2))]
        let silent = ExitCause.hung(.noOutput, stage: .firmware)
        #expect(asked([(31.8, .tick)]) == nil && asked(one + [(31.8, .tick)]) == nil)
        #expect(asked([(31.9, .tick)]) == silent && asked(one + [(31.9, .tick)]) == silent)
        // It is known: starved, or not.
        #expect(asked(one + [(31, Self.vitals(1.2, waited: 4)), (60, .tick)]) == nil)
        #expect(asked(one + [(31, Self.vitals(2.5, waited: 2))]) == silent)
        // This host does not say who waited.
        #expect(asked([(29.5, Self.vitals(1, waited: nil)), (30, .tick)]) == silent)
    }

    @Test func aBusyGuestAndAnIdleOneAreNotStarved() {
        let start: Inputs = [(1, Self.text("[    0.500000] x"))]
        // Thirty-two vCPUs spin on two CPUs.
        let spins: Inputs = [(5, Self.vitals(8, waited: 120)), (30, Self.vitals(58, waited: 900))]
        #expect(Self.cause(start + spins + [(31, .tick)]) == .hung(.kernel, stage: .kernel))
        // Halted on a busy host: it waits for each of its few ticks.
        let idle: Inputs = [(5, Self.vitals(1, waited: 1)), (30, Self.vitals(1.2, waited: 3))]
        #expect(Self.cause(start + idle + [(31, .tick)]) == .hung(.kernel, stage: .kernel))
    }

    @Test func aWholeBootThatWasStarvedIsNoLivelock() {
        let slow: Inputs = (1...55).map { (Double($0) * 10, .evidenceBytes) }
        #expect(Self.cause(slow + [(560, .tick)]) == .hung(.livelock, stage: .firmware))
        let starved: Inputs = slow + [(555, Self.vitals(20, waited: 800)), (560, .tick)]
        #expect(Self.cause(starved) == .hypervisorStopped)
        let busy: Inputs = slow + [(555, Self.vitals(500, waited: 800)), (560, .tick)]
        #expect(Self.cause(busy) == .hung(.livelock, stage: .firmware))
    }

    @Test func theProcessIsLookedAtWhileNothingIsHeard() {
        var supervisor = Supervisor(deadlines: Self.deadlines)
        var asked: [Double] = []
        for tenth in 1...120 {
            let now = Duration.milliseconds(tenth * 100)
            if tenth == 80 { supervisor.take(Self.text("[    1.000000] x"), at: now) }
            if supervisor.asksForVitals(at: now) { asked.append(Double(tenth) / 10) }
        }
        // An eighth of 30 s after the last progress, and then every sixteenth.
        #expect(asked == [3.8, 5.7, 7.6, 11.8])
    }
}
