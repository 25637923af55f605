// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import BootEvidence
@testable import RunStore

extension FuzzTarget {
    /// The evidence stream: bytes as they are, or frames with right checksums, which the fuzzer could not guess.
    static let stream = FuzzTarget(
        name: "stream",
        words: ["BMX1", "bootmatrix", "version=1\n", "buildid/module/", "init", "settled", "counters/"],
        seeds: { EvidenceVectors.streams.map { [0, 7] + $0 } + [[1, 7] + Array("aAbBcdeeff".utf8)] },
        run: { bytes in
            var input = FuzzInput(bytes)
            let isBuilt = input.byte() & 1 == 1
            let option = input.byte()
            let stream = isBuilt ? frames(&input) : Array(input.rest)
            let bounds = StreamBounds(stream: 256 << 10, item: 64 << 10, items: 48, notes: 8)
            var whole = EvidenceStreamDecoder(bounds: bounds)
            let events = whole.feed(stream) + whole.finish()
            var parts = EvidenceStreamDecoder(bounds: bounds)
            var pieceEvents: [StreamEvent] = []
            for piece in stream.pieces(by: option) { pieceEvents += parts.feed(piece) }
            pieceEvents += parts.finish()
            expect(events == pieceEvents, "cut elsewhere, the stream says something else")
            expect(whole.items == parts.items, "cut elsewhere, the stream holds something else")
            check(whole, events, bounds)
            check(whole.items)
        })

    /// One operation a frame; most are right, so that the reader gets far.
    private static func frames(_ input: inout FuzzInput) -> [UInt8] {
        var builder = StreamBuilder()
        let stages = ["init", "udev", "workload", "settled", "collected", "sealed", ""]
        while !input.isEmpty, builder.bytes.count < 300 << 10 {
            let operation = input.byte()
            switch operation % 8 {
            case 0: builder.mark(stages[input.number(below: stages.count)], nanoseconds: UInt64(input.byte()) << 56)
            case 1: builder.item(name(&input), content(&input))
            case 2: builder.item(name(&input), content(&input).stretched(by: input.byte(), to: 70_000))
            case 3: builder.frame(kind: 5, name: "info", payload: content(&input))
            case 4: builder.frame(kind: 5, name: "error", payload: content(&input))
            case 5: builder.seal()
            case 6:
                builder.frame(
                    kind: input.byte() % 8, flags: input.byte() % 5, name: name(&input), payload: content(&input))
            default: builder.frame(kind: 3, name: name(&input), payload: content(&input))
            }
        }
        return builder.bytes
    }

    private static func name(_ input: inout FuzzInput) -> String {
        let known = ["stats", "kmsg", "counters/modcount", "buildid/module/A", "log/workload"]
        let choice = input.byte()
        if choice < 0xC0 { return known[Int(choice) % known.count] + "\(choice >> 3)" }
        return String(decoding: input.bytes(Int(choice) - 0xC0), as: UTF8.self)
    }

    private static func content(_ input: inout FuzzInput) -> [UInt8] { input.bytes(Int(input.byte())) }

    private static func check(_ decoder: EvidenceStreamDecoder, _ events: [StreamEvent], _ bounds: StreamBounds) {
        expect(decoder.received <= bounds.stream, "\(decoder.received) bytes were taken")
        let ends = events.indices.filter { index in
            switch events[index] {
            case .sealed, .broken: true
            default: false
            }
        }
        expect(ends == [events.count - 1], "the stream ends in one event, which is the last: \(ends)")
        expect(decoder.isSealed != (decoder.brokenReason != nil), "sealed or broken")
        if let fault = decoder.brokenReason { Visible.check([fault.what, fault.detail], "the fault") }
        expect(decoder.items.items.count <= bounds.items + 1, "\(decoder.items.items.count) items")
        expect(decoder.items.items.values.allSatisfy { $0.bytes.count <= bounds.item }, "an item is too long")
        expect(decoder.items.notes.count <= bounds.notes, "\(decoder.items.notes.count) notes")
        Visible.check(decoder.items.notes.map(\.text), "a note")
    }

    /// Whatever a guest names an item, it is one file in the cell's directory, and comes back from there.
    private static func check(_ items: EvidenceItems) {
        let index = ItemIndex(items)
        expect(index.items.count == items.items.count, "an item is not in the index")
        expect(index.items.allSatisfy { SafeFileName.isSafe($0.file) }, "a file's name is not safe")
        var files: [String: [UInt8]] = [:]
        for item in index.items { files["\(AttemptFiles.evidence)/\(item.file)"] = items.items[item.name]?.bytes }
        expect(files.count == items.items.count, "two items are one file")
        expect(index.evidence(files) == items, "what was stored is not what is read")
    }
}

/// docs/evidence-vectors as bytes.
enum EvidenceVectors {
    static var streams: [[UInt8]] {
        let directory = FuzzCampaign.project + "/docs/evidence-vectors"
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(".txt") }.sorted().map { bytes(directory + "/" + $0) }
    }

    private static func bytes(_ path: String) -> [UInt8] {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.flatMap { line in
            line.split(separator: " ").compactMap { UInt8($0, radix: 16) }
        }
    }
}
