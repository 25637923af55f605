// SPDX-License-Identifier: Apache-2.0

/// What the evidence stream just told us, in the order of its frames.
public enum StreamEvent: Sendable, Hashable {
    /// A MARK, the first time that its stage is marked: `.init` to `.collected`.
    case reached(GuestStage)
    /// The guest wants the reader of the log to know something.
    case note(EvidenceItems.Note)
    /// An item is complete, and its length and checksum agree with what arrived.
    case item(String)
    /// The stream is complete. Nothing that comes after it is looked at.
    case sealed
    /// The stream broke its rules; the last event.
    case broken(StreamFault)
}
