// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import Vocabulary

/// How long a hung guest may take to answer, and how much.
public struct InterrogationBounds: Hashable, Sendable {
    /// To the header of an answer; then nothing is expected any more.
    public var patience: Duration
    /// To the first byte after a non-maskable interrupt, and again from the panic's event to the reset.
    public var interrupt: Duration
    /// Of silence after which an answer is over.
    public var quiet: Duration
    /// For one answer; the last has what is left of `total`.
    public var answer: Duration
    /// For all of it.
    public var total: Duration
    /// Of one answer but the last, so that a list without an end leaves room for the others.
    public var answerSize: ByteCount
    public var totalSize: ByteCount

    /// - Parameter interrupt: three times `patience` where it is nil; what comes of an interrupt is a panic, which takes more
    ///   of the guest than a header.
    public init(
        patience: Duration, interrupt: Duration? = nil, quiet: Duration, answer: Duration, total: Duration,
        answerSize: ByteCount = .kibibytes(512), totalSize: ByteCount = .mebibytes(2)
    ) {
        self.patience = patience
        self.interrupt = interrupt ?? patience * 3
        self.quiet = quiet
        self.answer = answer
        self.total = total
        self.answerSize = answerSize
        self.totalSize = totalSize
    }

    /// Virtual CPUs under the translator take turns, and the one that answers may be any of them.
    public static func standard(_ accelerator: Accelerator, vcpus: Int) -> InterrogationBounds {
        let turns = Duration.milliseconds(accelerator == .tcg ? 30 * vcpus : 2 * vcpus)
        return InterrogationBounds(
            patience: .seconds(2) + turns, quiet: .milliseconds(300) + turns / 2, answer: .seconds(6) + turns * 2,
            total: .seconds(20) + turns * 6)
    }

    /// For a kernel and a host that are so many times slower than others, as deadlines are; up to a factor of eight, so that a
    /// guest that answers without an end keeps the run for minutes and not for hours. Sizes stay.
    public func multiplied(by factor: Double) -> InterrogationBounds {
        let factor = min(max(factor, 1), Self.largestFactor)
        return InterrogationBounds(
            patience: patience * factor, interrupt: interrupt * factor, quiet: quiet * factor, answer: answer * factor,
            total: total * factor, answerSize: answerSize, totalSize: totalSize)
    }

    private static let largestFactor = 8.0
}
