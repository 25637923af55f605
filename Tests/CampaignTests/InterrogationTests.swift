// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Testing
import Vocabulary

@Suite struct InterrogationTests {
    private static let bounds = InterrogationBounds(
        patience: .seconds(2), quiet: .milliseconds(300), answer: .seconds(5), total: .seconds(20),
        answerSize: .kibibytes(4), totalSize: .kibibytes(8))

    /// Plays a guest: what it says to each action, and how long it is quiet before each tick.
    private func play(
        bounds: InterrogationBounds = Self.bounds, _ answer: (Interrogation.Action) -> [Interrogation.Input]
    ) -> (interrogation: Interrogation, actions: [Interrogation.Action]) {
        var interrogation = Interrogation(bounds: bounds)
        var now = Duration.zero
        var actions: [Interrogation.Action] = []
        var waiting: [Interrogation.Input] = []
        func note(_ action: Interrogation.Action?) {
            guard let action else { return }
            actions.append(action)
            waiting += answer(action)
        }
        note(interrogation.begin(at: now))
        while !interrogation.isOver, now < .seconds(60) {
            now += .milliseconds(50)
            note(interrogation.take(waiting.isEmpty ? .tick : waiting.removeFirst(), at: now))
        }
        return (interrogation, actions)
    }

    private func text(_ interrogation: Interrogation) -> String { String(decoding: interrogation.said, as: UTF8.self) }

    private func line(_ words: String) -> Interrogation.Input { .console(Array("[    1.000000] \(words)\n".utf8)) }

    @Test func eachKeyWaitsForTheAnswerToTheLast() {
        let (interrogation, actions) = play { action in
            guard case .press(let key) = action else { return [] }
            return [line("sysrq: answer"), .tick, .tick, line("to \(Character(Unicode.Scalar(key)))")]
        }
        #expect(actions == "9lwmt".utf8.map { .press($0) })
        #expect(interrogation.record.answered == "lwmt")
        #expect(!interrogation.record.interrupted && !interrogation.record.isCut)
        let lines = text(interrogation).split(separator: "\n")
        #expect(lines.count == 15)
        #expect(lines[6] == "bootmatrix asks: sysrq w, blocked tasks")
        #expect(lines[8] == "[    1.000000] to w")
    }

    @Test func theDeafAreInterrupted() {
        let (interrogation, actions) = play { action in
            action == .interrupt ? [line("Kernel panic - not syncing: NMI: Not continuing"), .panicked] : []
        }
        #expect(actions == [.press(UInt8(ascii: "9")), .interrupt])
        let record = interrogation.record
        #expect(record.answered == "" && record.interrupted && record.panicked && !record.isCut)
        #expect(text(interrogation).contains("bootmatrix asks: a non-maskable interrupt\n[    1.000000] Kernel panic"))
    }

    @Test func whoeverAnswersNothingAtAllIsGivenUp() {
        let (interrogation, actions) = play { _ in [] }
        #expect(actions == [.press(UInt8(ascii: "9")), .interrupt])
        #expect(!interrogation.record.panicked && interrogation.record.interrupted)
    }

    /// A livelock: the console is never quiet, whatever is asked.
    @Test func noiseIsNoAnswer() {
        let noise = Array(repeating: line("eth0: again"), count: 2000)
        let (interrogation, actions) = play { _ in noise }
        #expect(actions.last == .interrupt)
        #expect(interrogation.record.answered == "")
        #expect(interrogation.said.count <= 8 << 10)
    }

    @Test func oneLongAnswerLeavesRoomForTheOthers() {
        let (interrogation, actions) = play { action in
            let flood = Interrogation.Input.console(Array(repeating: UInt8(ascii: "x"), count: 5 << 10))
            return action == .press(UInt8(ascii: "l")) ? [line("sysrq: l"), flood] : [line("sysrq: x")]
        }
        #expect(actions == "9lwmt".utf8.map { .press($0) })
        #expect(interrogation.record.isCut && interrogation.record.answered == "lwmt")
    }

    @Test func theWholeIsBounded() {
        let flood = Interrogation.Input.console(Array("sysrq: ".utf8) + Array(repeating: 0x78, count: 5 << 10))
        let (interrogation, _) = play { _ in [flood] }
        #expect(interrogation.said.count == 8 << 10)
        #expect(interrogation.record.isCut)
    }

    @Test func timeIsBounded() {
        var bounds = Self.bounds
        bounds.total = .seconds(1)
        let (interrogation, actions) = play(bounds: bounds) { _ in [] }
        #expect(actions == [.press(UInt8(ascii: "9"))])
        #expect(interrogation.record.isCut)
    }

    @Test func aGuestThatEndsIsNotAskedOn() {
        let (interrogation, actions) = play { _ in [line("sysrq: x"), .closed] }
        #expect(actions.count == 1 && interrogation.isOver)
    }

    /// The kernel's header may come in two pieces, and an old one writes it otherwise.
    @Test func anAnswerIsKnownByItsHeader() {
        let (interrogation, _) = play { _ in [.console(Array("[ 1.0] SysR".utf8)), .console(Array("q : Show\n".utf8))] }
        #expect(interrogation.record.answered == "lwmt")
    }

    /// The last is the longest, and there is nothing to leave room for after it.
    @Test func theLastAnswerHasWhatIsLeft() {
        let chatter: [Interrogation.Input] = [line("sysrq: t")] + Array(repeating: line("task"), count: 1000)
        func answers(_ action: Interrogation.Action) -> [Interrogation.Input] {
            action == .press(UInt8(ascii: "t")) ? chatter : [line("sysrq: x")]
        }
        var bounds = Self.bounds
        (bounds.answer, bounds.answerSize, bounds.totalSize) = (.seconds(1), .bytes(100), .mebibytes(1))
        bounds.total = .seconds(60)
        let (whole, _) = play(bounds: bounds, answers)
        #expect(whole.record.answered == "lwmt" && !whole.record.isCut)
        #expect(whole.said.count > 10 << 10)
        // And no more. What it said until then is an answer.
        bounds.total = .seconds(20)
        let (cut, _) = play(bounds: bounds, answers)
        #expect(cut.record.answered == "lwmt" && cut.record.isCut)
        #expect(cut.said.count < whole.said.count)
    }

    /// A guest hears nothing while libvirt is at it.
    @Test func whatAnActionTakesIsNoSilence() {
        var interrogation = Interrogation(bounds: Self.bounds)
        #expect(interrogation.begin(at: .zero) == .press(UInt8(ascii: "9")))
        interrogation.acted(at: .seconds(5))
        #expect(interrogation.take(.tick, at: .seconds(6.9)) == nil)
        #expect(interrogation.take(.tick, at: .seconds(7)) == .interrupt)
        interrogation.acted(at: .seconds(9))
        _ = interrogation.take(.tick, at: .seconds(14.9))
        #expect(!interrogation.isOver, "a panic has three times the patience of a key")
        _ = interrogation.take(.tick, at: .seconds(15))
        #expect(interrogation.isOver && !interrogation.record.isCut)
    }

    @Test func aSlowKernelOrHostHasMoreTimeAndNotForEver() {
        let twice = Self.bounds.multiplied(by: 2)
        #expect(twice.patience == .seconds(4) && twice.quiet == .milliseconds(600) && twice.answer == .seconds(10))
        #expect(twice.interrupt == .seconds(12) && twice.total == .seconds(40))
        #expect(twice.answerSize == Self.bounds.answerSize && twice.totalSize == Self.bounds.totalSize)
        #expect(Self.bounds.multiplied(by: 0.1) == Self.bounds)
        #expect(Self.bounds.multiplied(by: 800).total == .seconds(160))
    }
}
