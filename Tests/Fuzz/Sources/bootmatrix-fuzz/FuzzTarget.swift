// SPDX-License-Identifier: Apache-2.0

/// Something that reads bytes of a guest.
struct FuzzTarget: Sendable {
    let name: String
    /// Inputs are no longer; a target may repeat a part of its input to make more of it.
    var longest = 16_384
    /// Words that the fuzzer may put into an input: it does not find them by itself.
    var words: [String] = []
    /// Inputs to start from, beside the files in Seeds.
    var seeds: @Sendable () -> [[UInt8]] = { [] }
    /// Runs one input; ends the process when it finds something.
    let run: @Sendable ([UInt8]) -> Void

    static let all: [FuzzTarget] = [
        .stream, .parsers, .funnel, .console, .supervisor, .text, .build, .cell,
    ]

    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// An input, taken from its front: a few bytes choose what is done with the rest.
struct FuzzInput {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    /// The next byte; 0 when there is none.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func number(below limit: Int) -> Int { Int(byte()) % limit }

    mutating func bytes(_ count: Int) -> [UInt8] {
        let taken = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        return taken
    }

    /// Parts between bytes that no text has.
    func sections() -> [[UInt8]] { rest.split(separator: 0xFF, omittingEmptySubsequences: false).map(Array.init) }
}

extension [UInt8] {
    /// One input in sixteen is repeated to a size at which a reader that takes the square of it would be seen to hang.
    func stretched(by option: UInt8, to size: Int = 192 << 10) -> [UInt8] {
        guard option & 0x0F == 0x0F, !isEmpty, count < size else { return self }
        var result: [UInt8] = []
        result.reserveCapacity(size + count)
        while result.count < size { result += self }
        return result
    }

    /// In pieces whose lengths the option chooses, 1 to 64 bytes, or so many times that.
    func pieces(by option: UInt8) -> [ArraySlice<UInt8>] {
        var generator = UInt64(option) &* 0x9E37_79B9_7F4A_7C15 | 1
        let scale = Swift.max(1, count / 4_096)
        var result: [ArraySlice<UInt8>] = []
        var rest = self[...]
        while !rest.isEmpty {
            generator = generator &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let length = (Int(generator >> 58) + 1) * scale
            result.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return result
    }
}
