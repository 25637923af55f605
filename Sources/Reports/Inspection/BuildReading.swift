// SPDX-License-Identifier: Apache-2.0

import BuildLog

/// Takes a build's log piece by piece, of any length.
public struct BuildReading {
    private var reader = BuildLogReader()
    private var line: [UInt8] = []
    private var bytes = 0
    private var isCompressed = false

    /// No more of a line is kept.
    private static let longestLine = 8_192

    public init() {}

    /// The next bytes; false when no more will be looked at.
    public mutating func take(_ piece: ArraySlice<UInt8>) -> Bool {
        if bytes == 0 { isCompressed = piece.starts(with: [0x1F, 0x8B]) || piece.starts(with: [0xFD, 0x37, 0x7A]) }
        bytes += piece.count
        guard !isCompressed else { return false }
        var rest = piece
        while let end = rest.firstIndex(of: 0x0A) {
            line += rest[..<end].prefix(Self.longestLine - line.count)
            reader.read(String(decoding: line, as: UTF8.self))
            line = []
            rest = rest[(end + 1)...]
        }
        line += rest.prefix(Self.longestLine - line.count)
        return true
    }

    /// The end of the file.
    public mutating func finish() -> BuildInspection {
        if !line.isEmpty { reader.read(String(decoding: line, as: UTF8.self)) }
        return BuildInspection(
            finding: reader.diagnosis,
            extent: BuildInspection.Extent(
                bytes: bytes, lines: reader.lines, steps: reader.steps, warnings: reader.warnings,
                hasFailed: reader.hasFailed, isCompressed: isCompressed))
    }
}
