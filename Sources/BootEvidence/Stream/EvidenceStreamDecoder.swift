// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Reads one evidence stream as it arrives, in pieces of any size, within the bounds of docs/evidence.md.
///
/// It holds the finished items, the item that is being received, and at most one frame besides. After a fault or the
/// seal nothing more is looked at.
public struct EvidenceStreamDecoder: Sendable {
    /// An item of which DATA came and END did not.
    struct OpenItem: Sendable {
        var name: String
        var bytes: [UInt8]
        var checksum: CRC32
    }

    enum State: Sendable, Hashable {
        case reading
        case sealed
        case broken(StreamFault)
    }

    let bounds: StreamBounds
    var state = State.reading
    /// The frame that is being received: its first bytes, as far as they came.
    private(set) var pending: [UInt8] = []
    private var header: FrameHeader?
    /// Bytes of the frames that are done.
    private(set) var offset = 0
    var nextSequence: UInt32 = 0
    var open: OpenItem?
    var itemCount = 0
    var itemBytes = 0

    /// What came so far. An item is in here from its END on; after a fault or a truncated stream an unfinished one is
    /// too, marked as cut.
    public internal(set) var items = EvidenceItems()

    public init(bounds: StreamBounds = StreamBounds()) {
        self.bounds = bounds
    }

    public var isSealed: Bool { state == .sealed }

    public var brokenReason: StreamFault? {
        if case .broken(let fault) = state { return fault }
        return nil
    }

    /// Bytes of the stream that were taken, unfinished frame included.
    public var received: Int { offset + pending.count }

    /// Takes the next bytes of the stream and tells what they completed.
    public mutating func feed(_ bytes: some Collection<UInt8>) -> [StreamEvent] {
        var events: [StreamEvent] = []
        let done: Void? = bytes.withContiguousStorageIfAvailable { take($0, into: &events) }
        if done != nil { return events }
        // No storage to look into: copied in pieces, so that the copy has a bound too.
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(FrameHeader.largestFrame))
            rest = rest.dropFirst(piece.count)
            piece.withUnsafeBufferPointer { take($0, into: &events) }
        }
        return events
    }

    /// Says that no more bytes will come. A stream that was not sealed is truncated then.
    public mutating func finish() -> [StreamEvent] {
        guard state == .reading else { return [] }
        let detail =
            pending.isEmpty
            ? "it ended before SEAL" : "it ended before SEAL, \(pending.count) bytes into a frame"
        return [fail(.truncated, detail)]
    }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, into events: inout [StreamEvent]) {
        var rest = bytes.prefix(max(0, bounds.stream - received))
        let isOver = rest.count < bytes.count
        while state == .reading, !rest.isEmpty {
            let wanted = FrameHeader.size + (header?.bodyLength ?? 0) - pending.count
            let piece = rest.prefix(wanted)
            pending.append(contentsOf: UnsafeBufferPointer(rebasing: piece))
            rest = rest.dropFirst(piece.count)
            if piece.count == wanted, let event = advance() { events.append(event) }
        }
        if isOver, state == .reading {
            events.append(fail(.bound, "more than \(ByteCount.bytes(bounds.stream)) in one stream"))
        }
    }

    /// A whole header, or a whole frame, is in `pending`.
    private mutating func advance() -> StreamEvent? {
        guard let header else {
            do {
                self.header = try FrameHeader(pending)
                return nil
            } catch {
                return fail(error.kind, error.detail)
            }
        }
        let event: StreamEvent?
        do {
            event = try read(header)
        } catch {
            return fail(error.kind, error.detail)
        }
        offset += pending.count
        pending.removeAll(keepingCapacity: true)
        self.header = nil
        return event
    }

    /// Ends the reading at the frame that is being received.
    private mutating func fail(_ kind: StreamFault.Kind, _ detail: String) -> StreamEvent {
        let fault = StreamFault(kind: kind, offset: offset, detail: detail)
        state = .broken(fault)
        pending = []
        header = nil
        if let unfinished = open {
            items.items[unfinished.name] = EvidenceItems.Item(bytes: unfinished.bytes, isCut: true)
            open = nil
        }
        return .broken(fault)
    }
}
