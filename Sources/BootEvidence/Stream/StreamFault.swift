// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// How an evidence stream broke the rules of docs/evidence.md. The port is reliable, so this says that the guest's
/// program, or the guest, is broken; never that the kernel failed a criterion.
public struct StreamFault: DiagnosableError, Hashable {
    /// The words are those of `# expect:` in docs/evidence-vectors.
    public enum Kind: String, Sendable, CaseIterable {
        /// The first four bytes of a frame are not `BMX1`.
        case magic
        /// A kind that version 1 does not have.
        case kind
        /// A flag that is not defined, or not for this kind of frame.
        case flags
        /// The name's length or its characters; or a MARK, NOTE, HELLO or SEAL with a name that is not theirs.
        case name
        /// Not one more than the frame before.
        case sequence
        /// A payload over its bound, or not of the size that its kind has.
        case length
        /// The frame's CRC-32.
        case checksum
        /// The stream does not begin with HELLO, or says HELLO again.
        case hello
        /// HELLO names a version other than 1.
        case version
        /// Another frame inside an item, or an item's END without its DATA.
        case order
        /// An item that was there already.
        case duplicate
        /// END's length or checksum is not that of the item.
        case item
        /// SEAL's numbers are not those of the stream.
        case seal
        /// A bound of the host: bytes of the stream or of an item, number of items.
        case bound
        /// The stream ended before SEAL.
        case truncated
    }

    public var kind: Kind
    /// Bytes of the stream before the frame at fault.
    public var offset: Int
    /// What was found, with the figures; text of the guest in it is made visible.
    public var detail: String

    public init(kind: Kind, offset: Int, detail: String) {
        self.kind = kind
        self.offset = offset
        self.detail = detail
    }

    public var code: String { kind.rawValue }
    public var blame: Blame { .harness }
    public var what: String { "the evidence stream is broken (\(kind.rawValue)): \(detail)" }
    public var location: String? { "byte \(offset) of the stream" }
    public var remedy: String? {
        kind == .truncated
            ? "read the end of the console: the guest stopped before its evidence was out"
            : "rebuild the image, so that its guest program and this bootmatrix are of one version"
    }
    public var cause: (any Error)? { nil }
}
