// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Testing
import Vocabulary

/// What holds for every order of events.
@Suite struct SupervisionLawTests {
    static let deadlines = Deadlines(
        silence: .seconds(30), boot: .seconds(20), total: .seconds(100), drain: .seconds(2), shutdown: .seconds(5))

    static func input(_ random: inout SplitMix64) -> Supervisor.Input {
        func text(_ text: String) -> Supervisor.Input { .console(Array(text.utf8)) }
        let seconds = Int(random.next() % 200)
        switch random.next() % 20 {
        case 0: return text("[\(seconds).000000] x\n")
        case 1: return text("no time\n")
        case 2: return text("[\(seconds).000000] rcu: INFO: rcu_sched self-detected stall on CPU\n")
        case 3: return text("bootmatrix-init: at 'x' for 60 s\n")
        case 4: return text("bootmatrix-init: powering off after a hold\n")
        case 5: return text("bootmatrix-init: harness fault: x\n")
        case 6: return text("bootmatrix-init: boot failed: x\n")
        case 7: return .evidenceBytes
        case 8: return .stream(.reached(GuestStage.allCases[Int(random.next() % 7)]))
        case 9: return .stream(.sealed)
        case 10: return .stream(.broken(StreamFault(kind: .magic, offset: 0, detail: "x")))
        case 11: return .guest(.panicked)
        case 12: return .guest(random.next() % 2 == 0 ? .poweredOff : .rebooted)
        case 13: return .guest(random.next() % 2 == 0 ? .hypervisorGone("x") : .connectionLost("x"))
        case 14: return .guest(.overSize("console"))
        case 15: return .missed(.seconds(10))
        case 16: return .vitals(GuestVitals(ran: .seconds(seconds), waited: .seconds(seconds * 2)))
        case 17: return .vitals(GuestVitals(ran: .seconds(seconds), isStopped: true))
        case 18:
            let choice = random.next() % 16
            return choice == 0 ? .interrupted : choice == 1 ? .closed : .tick
        default: return .tick
        }
    }

    /// Whatever comes in whatever order, a boot is over in the end, with one cause, and stays so.
    @Test(arguments: [nil, Duration.seconds(7)]) func everyBootEndsOnceAndForAll(hold: Duration?) {
        var random = SplitMix64(seed: 5)
        var seen: Set<String> = []
        // Counted: one law broken is broken a million times.
        var changes = 0
        var endless = 0
        for _ in 0..<3000 {
            var supervisor = Supervisor(deadlines: Self.deadlines, hold: hold)
            var now = Duration.zero
            var first: ExitCause?
            for _ in 0..<40 {
                now += .milliseconds(Int(random.next() % 4000))
                supervisor.take(Self.input(&random), at: now)
                if let first { changes += supervisor.cause == first ? 0 : 1 } else { first = supervisor.cause }
            }
            // Nothing more is heard.
            for _ in 0..<200 {
                now += .seconds(1)
                supervisor.take(.tick, at: now)
                if let first { changes += supervisor.cause == first ? 0 : 1 } else { first = supervisor.cause }
            }
            if first == nil { endless += 1 }
            if let first { seen.insert("\(first)".split(separator: "(").first.map(String.init) ?? "") }
        }
        #expect(changes == 0 && endless == 0)
        // Or the law holds because nothing ever happened.
        #expect(seen.isSuperset(of: ["sealed", "panicked", "hung", "overSize", "hypervisorStopped", "interrupted"]))
    }

    /// A process that was last seen stopped did not hang: whatever else is heard or not, the kernel is not blamed for
    /// the silence.
    @Test func nobodyIsBlamedForASilenceInWhichItWasStopped() {
        var random = SplitMix64(seed: 6)
        var stops = 0
        for _ in 0..<3000 {
            var supervisor = Supervisor(deadlines: Self.deadlines)
            var now = Duration.zero
            for _ in 0..<10 {
                now += .milliseconds(Int(random.next() % 4000))
                let seconds = now.components.seconds
                let choice = random.next() % 3
                supervisor.take(
                    choice == 0
                        ? .console(Array("[\(seconds).000000] \(random.next())\n".utf8))
                        : choice == 1 ? .evidenceBytes : .vitals(GuestVitals(ran: .seconds(seconds), waited: .zero)),
                    at: now)
            }
            guard supervisor.cause == nil else { continue }
            supervisor.take(.vitals(GuestVitals(ran: now, waited: .zero, isStopped: true)), at: now)
            for _ in 0..<200 {
                now += .seconds(1)
                supervisor.take(.tick, at: now)
            }
            #expect(supervisor.cause == .hypervisorStopped)
            stops += 1
        }
        #expect(stops > 1000)
    }
}
