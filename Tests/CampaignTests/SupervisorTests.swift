// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Testing
import Vocabulary

@Suite struct SupervisorTests {
    static let deadlines = Deadlines(silence: .seconds(30), total: .seconds(100), drain: .seconds(2))

    /// The cause after a list of inputs at given seconds.
    static func cause(_ inputs: [(Double, Supervisor.Input)]) -> ExitCause? {
        var supervisor = Supervisor(deadlines: deadlines)
        for (time, input) in inputs { supervisor.take(input, at: .seconds(time)) }
        return supervisor.cause
    }

    static func text(_ text: String) -> Supervisor.Input { .console(Array(text.utf8)) }

    @Test func aSealEndsTheBoot() {
        #expect(Self.cause([(1, .stream(.reached(.`init`))), (2, .stream(.sealed))]) == .sealed)
    }

    @Test func silenceIsJudgedByStage() {
        #expect(Self.cause([(29, .tick)]) == nil)
        #expect(Self.cause([(31, .tick)]) == .hung(.noOutput, stage: .firmware))
        #expect(Self.cause([(5, Self.text("[    1.000000] x\n")), (36, .tick)]) == .hung(.kernel, stage: .kernel))
        #expect(Self.cause([(5, .stream(.reached(.udev))), (36, .tick)]) == .hung(.userspace, stage: .udev))
    }

    @Test func printkTimeIsProgressAndRepetitionIsNot() {
        let words = ["first", "second", "third", "fourth"]
        let ahead: [(Double, Supervisor.Input)] = words.enumerated().map { number, word in
            (Double(number + 1) * 20, Self.text("[    \(number).000000] \(word)\n"))
        }
        #expect(Self.cause(ahead) == nil)
        let same: [(Double, Supervisor.Input)] = (1...4).map { (Double($0) * 20, Self.text("[    1.000000] x\n")) }
        #expect(Self.cause(same) == .hung(.livelock, stage: .kernel))
        // A guest that screams one line without a time, after printk had begun.
        let loud: [(Double, Supervisor.Input)] =
            [(20.0, Self.text("[    1.000000] x\n"))] + (1...4).map { (20 + Double($0) * 10, Self.text("oh no\n")) }
        #expect(Self.cause(loud) == .hung(.livelock, stage: .kernel))
    }

    @Test func aLineSplitAnywhereIsOneLine() {
        let line = Array("[   12.345678] x\n".utf8)
        for cut in 0..<line.count {
            var supervisor = Supervisor(deadlines: Self.deadlines)
            supervisor.take(.console(Array(line[..<cut])), at: .seconds(1))
            supervisor.take(.console(Array(line[cut...])), at: .seconds(28))
            supervisor.take(.tick, at: .seconds(57))
            #expect(supervisor.cause == nil)
            supervisor.take(.tick, at: .seconds(58))
            #expect(supervisor.cause == .hung(.kernel, stage: .kernel))
        }
    }

    @Test func progressDoesNotLastForEver() {
        let busy: [(Double, Supervisor.Input)] = (1...11).map { (Double($0) * 10, .evidenceBytes) }
        #expect(Self.cause(busy) == .hung(.livelock, stage: .firmware))
    }

    @Test func aPanicKeepsItsNameWhateverFollows() {
        let start: [(Double, Supervisor.Input)] = [(5, .guest(.panicked))]
        for follower: Supervisor.Input in [
            .guest(.hypervisorGone("x")), .guest(.rebooted), .guest(.poweredOff), .stream(.sealed),
            .guest(.connectionLost("x")), .closed,
        ] {
            #expect(Self.cause(start + [(6, follower), (8, .tick)]) == .panicked)
        }
    }

    @Test func thePanicsTextIsWaitedForButNotLong() {
        #expect(Self.cause([(5, .guest(.panicked)), (6.9, Self.text("late"))]) == nil)
        #expect(Self.cause([(5, .guest(.panicked)), (7, .tick)]) == .panicked)
    }

    @Test func aBrokenStreamThatAPanicExplains() {
        let fault = StreamFault(kind: .magic, offset: 0, detail: "d")
        #expect(Self.cause([(5, .stream(.broken(fault))), (5.5, .guest(.panicked)), (8, .tick)]) == .panicked)
        let alone = Self.cause([(5, .stream(.broken(fault))), (8, .tick)])
        #expect(alone?.blame == .harness)
    }

    @Test(arguments: [
        (GuestEvent.poweredOff, ExitCause.poweredOff), (.rebooted, .rebooted),
        (.hypervisorGone("w"), .hypervisorGone("w")), (.connectionLost("w"), .connectionLost("w")),
        (.overSize("console"), .overSize("console")),
    ])
    func everyEndHasItsCause(event: GuestEvent, cause: ExitCause) {
        #expect(Self.cause([(5, .guest(event)), (8, .tick)]) == cause)
    }

    @Test func nothingButASealIsWithoutBlame() {
        let all: [ExitCause] =
            [
                .sealed, .panicked, .rebooted, .poweredOff, .shutdownStuck, .hypervisorStopped,
                .overSize("x"), .brokenStream("x"), .hypervisorGone("x"), .connectionLost("x"), .notStarted("x"),
                .interrupted,
            ] + Hang.allCases.map { .hung($0, stage: .udev) }
        #expect(all.filter { $0.blame == nil } == [.sealed])
    }

    @Test func stagesAreTimedOnce() {
        var supervisor = Supervisor(deadlines: Self.deadlines)
        supervisor.take(.stream(.reached(.`init`)), at: .seconds(3))
        supervisor.take(.stream(.reached(.`init`)), at: .seconds(4))
        #expect(supervisor.reached[.`init`] == .seconds(3))
        #expect(supervisor.stage == .`init`)
    }

    @Test func moreCPUsHaveMoreTime() {
        let small = Deadlines.standard(.tcg, vcpus: 1)
        let patient = small.multiplied(by: 3)
        #expect(patient.silence == small.silence * 3 && patient.total == small.total * 3)
        #expect(patient.drain == small.drain * 3 && patient.shutdown == small.shutdown * 3)
        let large = Deadlines.standard(.tcg, vcpus: 128)
        #expect(large.silence > small.silence && small.silence > Deadlines.standard(.kvm, vcpus: 1).silence)
    }

    @Test func hostileTimesAreNoTimesAndNoCrash() {
        for words in ["[-9300000000000.000000] x", "[99999999999999999999.000000] x", "[1.-00001] x", "[.] x", "[ ] x"]
        {
            #expect(Self.cause([(1, Self.text(words + "\n"))]) == nil)
        }
    }

    /// Else the deadline would end such a boot, and the kernel be blamed.
    @Test func theGuestProgramsOwnFaultIsOurs() {
        let words = "[    2.0] bootmatrix-init: harness fault: no port\n"
        let whole = Self.cause([(1, Self.text(words)), (4, .tick)])
        #expect(whole == .guestProgramBroke("no port") && whole?.blame == .harness)
        let (left, right) = (String(words.prefix(20)), String(words.dropFirst(20)))
        #expect(Self.cause([(1, Self.text(left)), (2, Self.text(right)), (5, .tick)]) == whole)
        #expect(Self.cause([(1, Self.text(words)), (2, .guest(.panicked)), (5, .tick)]) == .panicked)
    }

    /// A kernel without memory kills the program first, and may need a while to its panic on a busy host.
    @Test func aKernelThatTalksOnAfterTheProgramWasKilledMayStillPanic() {
        let killed = (10.0, Self.text("bootmatrix-init: harness fault: the guest program was killed by signal 9\n"))
        let broke = ExitCause.guestProgramBroke("the guest program was killed by signal 9")
        func talk(_ seconds: ClosedRange<Int>) -> [(Double, Supervisor.Input)] {
            seconds.map { (Double($0), Self.text("[   \($0).000000] Mem-Info: \($0)\n")) }
        }
        let talks = [killed] + talk(11...15)
        #expect(Self.cause(talks + [(16.9, .tick)]) == nil)
        #expect(Self.cause(talks + [(16.9, .guest(.panicked)), (19, .tick)]) == .panicked)
        #expect(Self.cause(talks + [(17, .tick)]) == broke)
        // Lines without a later time are no progress.
        let same = (1...3).map { (10 + Double($0), Self.text("[    9.000000] x\n")) }
        #expect(Self.cause([(9, Self.text("[    9.500000] x\n")), killed] + same) == broke)
        // Ten drains at most, whatever it goes on to say.
        #expect(Self.cause([killed] + talk(11...29)) == nil)
        #expect(Self.cause([killed] + talk(11...30)) == broke)
    }

    /// In the initramfs there is no evidence to send yet, and the guest sits still.
    @Test func aRootThatIsNotReachedIsTheKernels() {
        let words = "bootmatrix-init: boot failed: in the initramfs, no disk /dev/vda after 60 s\r\n"
        let cause = Self.cause([(1, Self.text(words)), (4, .tick)])
        #expect(cause == .noRoot("in the initramfs, no disk /dev/vda after 60 s") && cause?.blame == .kernel)
        #expect(Self.cause([(1, Self.text(words)), (2, .guest(.panicked)), (5, .tick)]) == .panicked)
        // Later the program never says so; who does is somebody else.
        #expect(Self.cause([(1, .stream(.reached(.`init`))), (2, Self.text(words)), (9, .tick)]) == nil)
    }

    @Test func tooMuchEvidenceIsOurs() {
        #expect(Self.cause([(1, .guest(.overSize("evidence")))])?.blame == .harness)
        #expect(Self.cause([(1, .guest(.overSize("console")))])?.blame == .kernel)
    }
}
