// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing
import Vocabulary

struct EvidenceStreamDecoderTests {
    static func sample() -> StreamBuilder {
        var stream = StreamBuilder()
        stream.mark("init", 1_000_000_000)
        stream.frame(.note, "info", Array("hello \u{1B}[2J".utf8))
        stream.mark("udev", 2_000_000_000)
        stream.item("counters/modcount", Array("22\n".utf8))
        stream.item("empty", [])
        stream.item("kmsg", (0..<200).map { UInt8($0) }, piece: 64, flags: 1)
        stream.item("stats", [], flags: 2, errno: 2)
        stream.item("buildid/module/BusLogic", [1, 2, 3])
        stream.frame(.note, "error", Array("no modules disk".utf8))
        stream.mark("collected", 3_000_000_000)
        stream.seal()
        return stream
    }

    @Test func aWholeStreamIsRead() {
        var decoder = EvidenceStreamDecoder()
        let events = decoder.feed(Self.sample().bytes)
        #expect(
            events == [
                .reached(.`init`), .note(.init(isError: false, text: "hello \\x1b[2J")), .reached(.udev),
                .item("counters/modcount"), .item("empty"), .item("kmsg"), .item("stats"),
                .item("buildid/module/BusLogic"), .note(.init(isError: true, text: "no modules disk")),
                .reached(.collected), .sealed,
            ])
        #expect(decoder.isSealed)
        #expect(decoder.finish().isEmpty)
        #expect(decoder.items.marks == [.`init`: 1_000_000_000, .udev: 2_000_000_000, .collected: 3_000_000_000])
        #expect(decoder.items.text("counters/modcount") == "22\n")
        #expect(decoder.items["empty"]?.isEmpty == true)
        #expect(decoder.items.items["kmsg"] == .init(bytes: (0..<200).map { UInt8($0) }, isCut: true))
        #expect(decoder.items.items["stats"] == .init(bytes: [], failure: 2))
        #expect(decoder.items["stats"] == nil)
        #expect(decoder.items.notes.count == 2)
    }

    @Test func theStreamMayEndAtEveryByteAndWhatCameIsKept() {
        let stream = Self.sample()
        for length in stream.bytes.indices {
            var decoder = EvidenceStreamDecoder()
            _ = decoder.feed(stream.bytes.prefix(length))
            #expect(decoder.brokenReason == nil)
            _ = decoder.finish()
            #expect(decoder.brokenReason?.kind == .truncated)
            #expect(decoder.brokenReason?.offset == (stream.ends.last { $0 <= length } ?? 0))
        }
    }

    @Test func everyFlippedBitIsNoticed() {
        let stream = Self.sample()
        for index in stream.bytes.indices {
            var bytes = stream.bytes
            bytes[index] ^= 1 << UInt8(index % 8)
            var decoder = EvidenceStreamDecoder()
            _ = decoder.feed(bytes)
            _ = decoder.finish()
            #expect(decoder.brokenReason != nil, "byte \(index)")
        }
    }

    @Test func aCollectionWithoutStorageIsReadToo() {
        var decoder = EvidenceStreamDecoder()
        _ = decoder.feed(Self.sample().bytes.lazy.map { $0 })
        #expect(decoder.isSealed)
    }

    @Test func whatComesAfterTheSealIsNotLookedAt() {
        var decoder = EvidenceStreamDecoder()
        _ = decoder.feed(Self.sample().bytes)
        let items = decoder.items
        #expect(decoder.feed([0xFF, 0xFF, 0xFF, 0xFF]).isEmpty)
        #expect(decoder.isSealed)
        #expect(decoder.items == items)
    }

    @Test func afterAFaultNothingMoreIsRead() {
        var decoder = EvidenceStreamDecoder()
        let events = decoder.feed(Array("this is no stream at all".utf8))
        #expect(events.count == 1)
        #expect(decoder.brokenReason?.kind == .magic)
        #expect(decoder.feed(Self.sample().bytes).isEmpty)
        #expect(decoder.finish().isEmpty)
    }

    @Test func anUnfinishedItemIsKeptAndMarkedAsCut() {
        var stream = StreamBuilder()
        stream.frame(.data, "kmsg", Array("6,0,0,-;hello\n".utf8))
        var decoder = EvidenceStreamDecoder()
        _ = decoder.feed(stream.bytes)
        #expect(decoder.items.items["kmsg"] == nil, "not before its END")
        _ = decoder.finish()
        #expect(decoder.items.items["kmsg"] == .init(bytes: Array("6,0,0,-;hello\n".utf8), isCut: true))
    }

    @Test func namesThatCouldBeOneFileAreRefused() {
        for name in ["a/", "a//b", "./a", "a/./b", "a..b", "..", "/a", "A", "buildid/module/../X", "a b"] {
            var stream = StreamBuilder()
            stream.item(name, [1])
            var decoder = EvidenceStreamDecoder()
            _ = decoder.feed(stream.bytes)
            #expect(decoder.brokenReason?.kind == .name, "\(name)")
        }
    }

    @Test func theFirstMarkOfAStageCounts() {
        var stream = StreamBuilder()
        stream.mark("udev", 5)
        stream.mark("udev", 6)
        stream.mark("settled", .max)
        var decoder = EvidenceStreamDecoder()
        #expect(decoder.feed(stream.bytes) == [.reached(.udev), .reached(.settled)])
        #expect(decoder.items.marks == [.udev: 5, .settled: .max])
    }
}

struct StreamBoundsTests {
    private func fault(_ stream: StreamBuilder, _ bounds: StreamBounds) -> StreamFault.Kind? {
        var decoder = EvidenceStreamDecoder(bounds: bounds)
        _ = decoder.feed(stream.bytes)
        return decoder.brokenReason?.kind
    }

    @Test func anItemHasABound() {
        var stream = StreamBuilder()
        stream.item("kmsg", Array(repeating: 1, count: 1000), piece: 100)
        #expect(fault(stream, StreamBounds(item: 1000)) == nil)
        #expect(fault(stream, StreamBounds(item: 999)) == .bound)
    }

    @Test func theNumberOfItemsHasABound() {
        var stream = StreamBuilder()
        for index in 0..<5 { stream.item("counters/c\(index)", [1]) }
        #expect(fault(stream, StreamBounds(items: 5)) == nil)
        #expect(fault(stream, StreamBounds(items: 4)) == .bound)
    }

    @Test func theStreamHasABoundToTheByte() {
        var stream = StreamBuilder()
        stream.item("kmsg", Array(repeating: 1, count: 5000), piece: 100)
        #expect(fault(stream, StreamBounds(stream: stream.bytes.count)) == nil)
        #expect(fault(stream, StreamBounds(stream: stream.bytes.count - 1)) == .bound)

        var decoder = EvidenceStreamDecoder(bounds: StreamBounds(stream: 1000))
        for byte in stream.bytes { _ = decoder.feed(CollectionOfOne(byte)) }
        #expect(decoder.brokenReason?.kind == .bound)
    }

    @Test func notesPastTheirBoundAreToldAndNotKept() {
        var stream = StreamBuilder()
        for _ in 0..<5 { stream.frame(.note, "info", [0x61]) }
        var decoder = EvidenceStreamDecoder(bounds: StreamBounds(notes: 2))
        #expect(decoder.feed(stream.bytes).count == 5)
        #expect(decoder.items.notes.count == 2)
    }

    /// Between frames the reader holds the items and nothing else; within one, no more than the frame.
    @Test func aHeaderThatPromisesTooMuchIsRefusedAtOnce() {
        var header: [UInt8] = Array("BMX1".utf8) + [1, 0] + StreamBuilder.little(UInt16(10))
        header += StreamBuilder.little(UInt32(0)) + StreamBuilder.little(UInt32.max)
        var decoder = EvidenceStreamDecoder()
        _ = decoder.feed(header)
        #expect(decoder.brokenReason?.kind == .length)
    }

    @Test func aFaultSaysWhereAndWhatToDo() {
        var stream = StreamBuilder()
        stream.mark("lunch", 1)
        var decoder = EvidenceStreamDecoder()
        _ = decoder.feed(stream.bytes)
        let fault = decoder.brokenReason
        #expect(fault?.blame == .harness)
        #expect(fault?.offset == stream.ends[0])
        #expect(fault?.description.contains("lunch") == true)
        #expect(fault?.remedy?.isEmpty == false)
    }
}
