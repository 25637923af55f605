// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Testing

/// docs/evidence-vectors: the streams that both ends of the protocol are held against.
struct VectorTests {
    struct Vector: CustomTestStringConvertible {
        var name: String
        var expect: String
        var isComplete: Bool
        var bytes: [UInt8]
        var testDescription: String { name }
    }

    /// The vectors of a directory; one that cannot be read is a vector without an expectation, which fails.
    static func vectors(in directory: String) -> [Vector] {
        PackageFiles.names(in: directory, ending: ".txt").map { name in
            let text = (try? PackageFiles.bytes("\(directory)/\(name)")).map { String(decoding: $0, as: UTF8.self) }
            let lines = (text ?? "").split(separator: "\n").map(String.init)
            let word = lines.first.flatMap { $0.hasPrefix("# expect: ") ? String($0.dropFirst(10)) : nil }
            let bytes = lines.filter { !$0.hasPrefix("#") }
                .flatMap { $0.split(separator: " ") }.compactMap { UInt8($0, radix: 16) }
            return Vector(
                name: name, expect: word ?? "", isComplete: lines.contains("# complete: yes"), bytes: bytes)
        }
    }

    static let good = vectors(in: "docs/evidence-vectors")
    static let bad = vectors(in: "docs/evidence-vectors/bad")

    @Test func vectorsAreThere() {
        #expect(Self.good.count >= 5, "docs/evidence-vectors/*.txt are the contract with the guest")
        #expect(Self.bad.count >= 10, "docs/evidence-vectors/bad/*.txt are the contract with the guest")
        #expect((Self.good + Self.bad).allSatisfy { !$0.bytes.isEmpty })
    }

    @Test(arguments: good) func aGoodStreamIsRead(_ vector: Vector) {
        var decoder = EvidenceStreamDecoder()
        let events = decoder.feed(vector.bytes)
        #expect(vector.expect == "ok")
        #expect(decoder.brokenReason == nil)
        #expect(decoder.isSealed == vector.isComplete)
        #expect(decoder.received == vector.bytes.count)
        #expect(events.contains(.sealed) == vector.isComplete)
    }

    @Test(arguments: bad) func aBadStreamIsRefusedWithItsWord(_ vector: Vector) {
        var decoder = EvidenceStreamDecoder()
        var events = decoder.feed(vector.bytes)
        if vector.expect != "truncated" {
            #expect(decoder.brokenReason != nil, "must be refused without the end of the stream")
        }
        events += decoder.finish()
        #expect(decoder.brokenReason?.kind.rawValue == vector.expect)
        #expect(events.last == decoder.brokenReason.map(StreamEvent.broken))
        #expect(!decoder.isSealed)
    }

    @Test(arguments: good + bad) func everyByteBoundaryGivesTheSame(_ vector: Vector) {
        var whole = EvidenceStreamDecoder()
        let expected = whole.feed(vector.bytes) + whole.finish()
        for step in [1, 2, 3, 7] {
            var decoder = EvidenceStreamDecoder()
            var events: [StreamEvent] = []
            for start in stride(from: 0, to: vector.bytes.count, by: step) {
                events += decoder.feed(vector.bytes[start..<min(start + step, vector.bytes.count)])
            }
            events += decoder.finish()
            #expect(events == expected, "in pieces of \(step)")
            #expect(decoder.items == whole.items)
        }
    }
}
