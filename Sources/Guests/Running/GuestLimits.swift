// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// How much is read from one guest before reading stops for good.
public struct GuestLimits: Sendable, Hashable {
    /// Default 32 MiB.
    public var console: ByteCount
    /// Default 64 MiB, the bound of docs/evidence.md.
    public var evidence: ByteCount

    public init(console: ByteCount = .mebibytes(32), evidence: ByteCount = .mebibytes(64)) {
        self.console = console
        self.evidence = evidence
    }
}
