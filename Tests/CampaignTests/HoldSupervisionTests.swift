// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Testing
import Vocabulary

/// What a guest has to do after its seal where its workload holds.
@Suite struct HoldSupervisionTests {
    typealias Inputs = [(Double, Supervisor.Input)]

    static let deadlines = Deadlines(
        silence: .seconds(30), total: .seconds(60), drain: .seconds(2), shutdown: .seconds(20))

    /// Sealed at 10 s; 70 s of hold end at 80 s.
    static func watched(_ inputs: Inputs, hold: Duration? = .seconds(70)) -> Supervisor {
        var supervisor = Supervisor(deadlines: deadlines, hold: hold)
        for (time, input) in [(10, .stream(.sealed))] + inputs { supervisor.take(input, at: .seconds(time)) }
        return supervisor
    }

    static func cause(_ inputs: Inputs) -> ExitCause? { watched(inputs).cause }

    static let goodbye = SupervisorTests.text("bootmatrix-init: powering off after a hold of 70 s\n")

    @Test func theSealIsNotTheEnd() {
        #expect(Self.watched([], hold: nil).cause == .sealed)
        #expect(Self.watched([]).cause == nil)
        // Longer than any silence and than a whole boot may take.
        #expect(Self.cause([(79, .tick)]) == nil)
    }

    @Test func heldAndPoweredOffIsSealed() {
        let supervisor = Self.watched([(80, Self.goodbye), (80.1, .guest(.poweredOff)), (80.1, .closed)])
        #expect(supervisor.cause == .sealed)
        #expect(supervisor.stage == .held && supervisor.reached[.held] == .seconds(80))
        // The guest's clock may run a little fast, and a line of the kernel tear its last words.
        #expect(Self.cause([(76, .guest(.poweredOff)), (79, .tick)]) == .sealed)
        #expect(Self.watched([(76, .guest(.poweredOff)), (79, .tick)]).stage == .held)
    }

    @Test func powerOffBeforeTheHoldIsOverIsTheKernels() {
        #expect(Self.cause([(30, .guest(.poweredOff)), (33, .tick)]) == .poweredOff)
        #expect(Self.cause([(74.9, .guest(.poweredOff)), (77, .tick)]) == .poweredOff)
    }

    /// The program says that it held, and our clock says otherwise: one of two clocks is wrong, and neither is the
    /// kernel's to answer for.
    @Test func aClockThatRunsAheadIsOurs() throws {
        let cause = try #require(Self.cause([(30, Self.goodbye), (30.1, .guest(.poweredOff)), (33, .tick)]))
        #expect(cause.blame == .harness)
        #expect(cause.summary.contains("clock"))
    }

    @Test func aStuckShutdownHasItsOwnName() {
        #expect(Self.cause([(80, Self.goodbye), (99, .tick)]) == nil)
        let stuck = Self.cause([(80, Self.goodbye), (100, .tick)])
        #expect(stuck == .shutdownStuck && stuck?.blame == .kernel)
        // It may go on talking.
        #expect(
            Self.cause([(80, Self.goodbye), (95, SupervisorTests.text("[ 90.000000] x\n")), (100, .tick)])
                == .shutdownStuck)
    }

    @Test func aGuestThatNeverWakesIsGivenUp() {
        #expect(Self.cause([(99, .tick)]) == nil)
        #expect(Self.cause([(100, .tick)]) == .hung(.kernel, stage: .sealed))
    }

    @Test(arguments: [
        (Supervisor.Input.guest(.panicked), ExitCause.panicked), (.guest(.rebooted), .rebooted),
        (.guest(.hypervisorGone("w")), .hypervisorGone("w")), (.closed, .connectionLost("")),
        (.interrupted, .interrupted), (.guest(.overSize("console")), .overSize("console")),
        (SupervisorTests.text("bootmatrix-init: harness fault: no power\n"), .guestProgramBroke("no power")),
    ])
    func everyOtherEndCountsAsBefore(input: Supervisor.Input, cause: ExitCause) {
        for before: Inputs in [[], [(20, Self.goodbye)]] {
            let found = Self.cause(before + [(30, input), (33, .tick)])
            if case .connectionLost = cause {
                #expect(found?.blame == .host)
            } else {
                #expect(found == cause)
            }
        }
    }

    @Test func aPanicInTheShutdownIsAPanic() {
        #expect(Self.cause([(80, Self.goodbye), (81, .guest(.panicked)), (83, .tick)]) == .panicked)
    }

    /// Ctrl-Z stops us and not the guest: it powers off in time, and we heard 40 s of its 70.
    @Test func aPauseOfOursIsNotHeldAgainstTheGuest() {
        let paused: Inputs = [(40, .missed(.seconds(30))), (50, .guest(.poweredOff)), (53, .tick)]
        #expect(Self.cause(paused) == .sealed)
        #expect(Self.cause([(50, .guest(.poweredOff)), (53, .tick)]) == .poweredOff)
        #expect(Self.watched([(40, .missed(.seconds(30)))]).holdLeft(at: .seconds(45)) == .seconds(5))
    }

    /// The guest had sealed before we were stopped: its hold began then.
    @Test func aSealThatWaitedForUsIsOld() {
        for (read, cause) in [(9.1, ExitCause.sealed), (20.0, .poweredOff)] {
            var supervisor = Supervisor(deadlines: Self.deadlines, hold: .seconds(70))
            supervisor.take(.missed(.seconds(30)), at: .seconds(9))
            supervisor.take(.stream(.sealed), at: .seconds(read))
            supervisor.take(.guest(.poweredOff), at: .seconds(read + 40))
            supervisor.take(.closed, at: .seconds(read + 40))
            #expect(supervisor.cause == cause)
        }
    }

    /// Without a seal nothing is held, and a program that cannot go on powers off at once.
    @Test func aGuestProgramThatBrokeIsOursThoughItPowersOff() {
        var supervisor = Supervisor(deadlines: Self.deadlines, hold: .seconds(70))
        supervisor.take(SupervisorTests.text("bootmatrix-init: harness fault: no port\n"), at: .seconds(5))
        supervisor.take(Self.goodbye, at: .seconds(5))
        supervisor.take(.guest(.poweredOff), at: .seconds(6))
        supervisor.take(.closed, at: .seconds(6))
        #expect(supervisor.cause == .guestProgramBroke("no port"))
    }

    @Test func whatIsLeftOfAHold() {
        #expect(Self.watched([]).holdLeft(at: .seconds(10)) == .seconds(70))
        #expect(Self.watched([]).holdLeft(at: .seconds(100)) == .zero)
        #expect(Self.watched([(80, Self.goodbye)]).holdLeft(at: .seconds(81)) == nil)
        #expect(Self.watched([], hold: nil).holdLeft(at: .seconds(10)) == nil)
    }

    @Test func aShutdownHasLessTimeThanABoot() {
        let small = Deadlines.standard(.tcg, vcpus: 1)
        #expect(small.shutdown < small.silence && small.shutdown < Deadlines.standard(.tcg, vcpus: 64).shutdown)
    }
}
