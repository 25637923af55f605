// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import Vocabulary

/// How long a hung guest may take to answer, and how much.
public struct InterrogationBounds: Hashable, Sendable {
    /// To the first byte of an answer; then nothing is expected any more.
    public var patience: Duration
    /// Of silence after which an answer is over.
    public var quiet: Duration
    /// For one answer.
    public var answer: Duration
    /// For all of it.
    public var total: Duration
    /// Of one answer, so that a list of tasks without an end leaves room for what is more telling.
    public var answerSize: ByteCount
    public var totalSize: ByteCount

    public init(
        patience: Duration, quiet: Duration, answer: Duration, total: Duration,
        answerSize: ByteCount = .kibibytes(512), totalSize: ByteCount = .mebibytes(2)
    ) {
        self.patience = patience
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
}
