// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// What each kind of frame means, and what of it is not allowed.
extension EvidenceStreamDecoder {
    private typealias Fault = FrameHeader.Fault

    /// Reads the frame whose bytes, header included, are in `pending`.
    mutating func read(_ header: FrameHeader) throws(FrameHeader.Fault) -> StreamEvent? {
        let last = pending.count - FrameHeader.checksumSize
        guard CRC32.of(pending[..<last]) == pending.littleEndian(at: last, as: UInt32.self) else {
            throw Fault(kind: .checksum, detail: "frame \(header.sequence) is not what its CRC-32 says")
        }
        guard header.sequence == nextSequence else {
            throw Fault(kind: .sequence, detail: "frame \(header.sequence), where \(nextSequence) comes next")
        }
        let payload = FrameHeader.size + header.nameLength..<last
        let nameBytes = pending[FrameHeader.size..<payload.lowerBound]
        guard FrameName.isValid(nameBytes) else {
            throw Fault(kind: .name, detail: "the name '\(SafeText.line(nameBytes, limit: 100))' is not allowed")
        }
        let name = String(decoding: nameBytes, as: UTF8.self)
        guard (header.kind == .hello) == (nextSequence == 0) else {
            throw Fault(kind: .hello, detail: "HELLO is the first frame and no other; this is frame \(header.sequence)")
        }
        if let open, (header.kind != .data && header.kind != .end) || name != open.name {
            throw Fault(kind: .order, detail: "a frame '\(name)' inside the item '\(open.name)'")
        }
        let event =
            switch header.kind {
            case .hello: try hello(name, payload)
            case .mark: try mark(name, payload)
            case .data: try data(name, payload)
            case .end: try end(name, payload, flags: header.flags)
            case .note: try note(name, payload)
            case .seal: try seal(name, payload)
            }
        nextSequence &+= 1
        return event
    }

    private func hello(_ name: String, _ payload: Range<Int>) throws(FrameHeader.Fault) -> StreamEvent? {
        try require(name, isOneOf: ["bootmatrix"])
        let text = String(decoding: pending[payload], as: UTF8.self)
        guard text == "version=1\n" else {
            throw Fault(kind: .version, detail: "HELLO says '\(SafeText.line(text, limit: 60))', not 'version=1'")
        }
        return nil
    }

    private mutating func mark(_ name: String, _ payload: Range<Int>) throws(FrameHeader.Fault) -> StreamEvent? {
        let marked: [GuestStage] = [.`init`, .udev, .workload, .settled, .collected]
        guard let stage = marked.first(where: { $0.rawValue == name }) else {
            throw Fault(kind: .name, detail: "'\(name)' is not a stage that a guest marks")
        }
        try require(payload, is: 8)
        guard items.marks[stage] == nil else { return nil }
        let time = pending.littleEndian(at: payload.lowerBound, as: UInt64.self)
        items.marks[stage] = Int64(clamping: time)
        return .reached(stage)
    }

    private mutating func data(_ name: String, _ payload: Range<Int>) throws(FrameHeader.Fault) -> StreamEvent? {
        if open == nil { open = try begin(name) }
        let length = (open?.bytes.count ?? 0) + payload.count
        guard length <= bounds.item else {
            throw Fault(kind: .bound, detail: "more than \(ByteCount.bytes(bounds.item)) in the item '\(name)'")
        }
        open?.checksum.update(pending[payload])
        open?.bytes.append(contentsOf: pending[payload])
        return nil
    }

    private mutating func end(
        _ name: String, _ payload: Range<Int>, flags: UInt8
    ) throws(FrameHeader.Fault) -> StreamEvent? {
        let isUnreadable = flags & FrameHeader.unreadable != 0
        try require(payload, is: isUnreadable ? 16 : 12)
        let item = if let open { open } else { try begin(name) }
        let length = pending.littleEndian(at: payload.lowerBound, as: UInt64.self)
        let checksum = pending.littleEndian(at: payload.lowerBound + 8, as: UInt32.self)
        guard length == UInt64(item.bytes.count), checksum == item.checksum.value else {
            throw Fault(
                kind: .item,
                detail: "END says \(length) bytes with CRC-32 \(String(checksum, radix: 16)) for '\(name)', "
                    + "and \(item.bytes.count) with \(String(item.checksum.value, radix: 16)) came")
        }
        let errno = pending.littleEndian(at: payload.lowerBound + 12, as: UInt32.self)
        open = nil
        itemCount += 1
        itemBytes += item.bytes.count
        items.items[name] = EvidenceItems.Item(
            bytes: item.bytes, isCut: flags & FrameHeader.cut != 0,
            failure: isUnreadable ? Int32(bitPattern: errno) : nil)
        return .item(name)
    }

    private mutating func note(_ name: String, _ payload: Range<Int>) throws(FrameHeader.Fault) -> StreamEvent? {
        try require(name, isOneOf: ["info", "error"])
        let text = SafeText.line(pending[payload], limit: FrameHeader.longestNote)
        let note = EvidenceItems.Note(isError: name == "error", text: text)
        if items.notes.count < bounds.notes { items.notes.append(note) }
        return .note(note)
    }

    private mutating func seal(_ name: String, _ payload: Range<Int>) throws(FrameHeader.Fault) -> StreamEvent? {
        try require(name, isOneOf: ["bootmatrix"])
        try require(payload, is: 12)
        let count = pending.littleEndian(at: payload.lowerBound, as: UInt32.self)
        let bytes = pending.littleEndian(at: payload.lowerBound + 4, as: UInt64.self)
        guard UInt64(count) == UInt64(itemCount), bytes == UInt64(itemBytes) else {
            throw Fault(
                kind: .seal, detail: "SEAL says \(count) items of \(bytes) bytes, and \(itemCount) of \(itemBytes) came"
            )
        }
        state = .sealed
        return .sealed
    }

    private func begin(_ name: String) throws(FrameHeader.Fault) -> OpenItem {
        guard items.items[name] == nil else {
            throw Fault(kind: .duplicate, detail: "the item '\(name)' comes a second time")
        }
        guard itemCount < bounds.items else {
            throw Fault(kind: .bound, detail: "more than \(bounds.items) items")
        }
        return OpenItem(name: name, bytes: [], checksum: CRC32())
    }

    private func require(_ name: String, isOneOf names: [String]) throws(FrameHeader.Fault) {
        guard names.contains(name) else {
            throw Fault(kind: .name, detail: "'\(name)', where only \(names.joined(separator: " or ")) may be")
        }
    }

    private func require(_ payload: Range<Int>, is size: Int) throws(FrameHeader.Fault) {
        guard payload.count == size else {
            throw Fault(kind: .length, detail: "a payload of \(payload.count) bytes, where \(size) belong")
        }
    }
}
