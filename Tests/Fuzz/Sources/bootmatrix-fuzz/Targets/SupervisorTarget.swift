// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Vocabulary

extension FuzzTarget {
    /// Supervision: any order of events and times ends in one cause, within the deadlines.
    static let supervisor = FuzzTarget(
        name: "supervisor", longest: 2_048,
        words: ["bootmatrix-init: powering off\n", "bootmatrix-init: harness fault: x\n"],
        seeds: { [[0, 1, 4, 2, 5, 3], [1, 1, 4, 2, 5, 0, 9, 8, 10]] },
        run: { bytes in
            var input = FuzzInput(bytes)
            let isHeld = input.byte() & 1 == 1
            let deadlines = Deadlines(silence: .seconds(60), total: .seconds(240))
            var supervisor = Supervisor(deadlines: deadlines, hold: isHeld ? .seconds(30) : nil)
            var now = Duration.zero
            var isSealed = false
            var cause: ExitCause?
            func take(_ event: Supervisor.Input) {
                supervisor.take(event, at: now)
                expect(cause == nil || supervisor.cause == cause, "a cause changed after the end")
                cause = supervisor.cause
                expect(cause != .sealed || isSealed, "sealed without a seal")
                expect(supervisor.reached.values.allSatisfy { $0 <= now }, "a stage of the future")
            }
            while !input.isEmpty {
                now += .milliseconds(Int(input.byte()) * Int(input.byte()) / 4)
                let event = event(&input)
                if case .stream(.sealed) = event { isSealed = true }
                take(event)
            }
            // Nobody says anything any more.
            for _ in 0..<30 {
                now += .seconds(60)
                take(.tick)
            }
            expect(cause != nil, "no deadline ends it")
        })

    private static func event(_ input: inout FuzzInput) -> Supervisor.Input {
        let stages: [GuestStage] = [.`init`, .udev, .workload, .settled, .collected]
        switch input.number(below: 18) {
        case 0: return .evidenceBytes
        case 1: return .stream(.reached(stages[input.number(below: stages.count)]))
        case 2: return .stream(.sealed)
        case 3: return .stream(.broken(StreamFault(kind: .magic, offset: 0, detail: "x")))
        case 4: return .guest(.panicked)
        case 5: return .guest(.poweredOff)
        case 6: return .guest(.rebooted)
        case 7: return .guest(.hypervisorGone("x"))
        case 8: return .guest(.connectionLost("x"))
        case 9: return .guest(.overSize(input.byte() & 1 == 0 ? "console" : "evidence"))
        case 10: return .missed(.seconds(Int(input.byte())))
        case 11: return .closed
        case 12: return .interrupted
        case 13: return .console(Array("bootmatrix-init: powering off\n".utf8))
        case 14: return .console(input.bytes(Int(input.byte())))
        case 15:
            let ran = Duration.milliseconds(Int(input.byte()) * 100)
            let waited = Duration.milliseconds(Int(input.byte()) * 100)
            let option = input.byte()
            return .vitals(
                GuestVitals(ran: ran, waited: option & 1 == 0 ? waited : nil, isStopped: option & 2 != 0))
        case 16: return .console(Array("bootmatrix-init: at 'workload' for 30 s\n".utf8))
        default: return .tick
        }
    }
}
