// SPDX-License-Identifier: Apache-2.0

import Vocabulary

extension Sighting {
    /// The message's line with those that belong to it.
    ///
    /// - Parameters:
    ///   - before: lines before it that were not work, the nearest last.
    ///   - after: lines after it, likewise.
    func context(_ line: BuildLine, before: [BuildLine], after: [BuildLine]) -> [String] {
        let before = before.map { plain($0.text) }.filter { !isWork($0) }
        let after = after.map { plain($0.text) }.filter { !isWork($0) }
        let own = plain(line.text)
        let (lead, trail) = self.around(own, before, after)
        return (lead + [own] + trail).map(String.init)
    }

    private func isWork(_ text: Text) -> Bool { !prefix.isEmpty && BuildLine(number: 0, text: text).isWork }

    private func around(_ own: Text, _ before: [Text], _ after: [Text]) -> (lead: [Text], trail: [Text]) {
        let upToMake = after.prefix { MakeFailure($0) == nil }
        switch surroundings {
        case .compiler:
            let context = CompilerContext(file: position?.file[...], line: position?.line)
            return (context.lead(in: before), context.trail(in: after))
        case .rust:
            return (
                [], Array(upToMake.prefix { !$0.isEmpty && $0.utf8.first.map(Self.isRustTrail) == true }.prefix(28))
            )
        case .linker:
            return (before.suffix(1).filter { $0.holds(": in function ") }, upToMake.prefix(10).filter(Self.isLinkers))
        case .lld: return ([], Array(upToMake.prefix { $0.hasPrefix(">>>") }.prefix(10)))
        case .alike(let beginning):
            let lead = before.reversed().prefix { $0.holds(beginning) }.prefix(6).reversed()
            // A continuation is indented below what it continues.
            let trail = upToMake.prefix { $0.holds(beginning) || $0.indent > 0 || isHint($0) }
            return (Array(lead), Array(trail.prefix(10)))
        case .indented: return ([], Array(upToMake.prefix { $0.indent > 0 }.prefix(12)))
        case .traceback:
            let frames = upToMake.prefix { $0.indent > 0 || $0.isEmpty }
            return ([], Array(upToMake.prefix(frames.count + 1).suffix(20)))
        case .preceding(let count): return (Array(before.suffix(count)), [])
        case .following(let count): return ([], Array(upToMake.prefix(count)))
        }
    }

    /// What modpost says below `Section mismatches detected.`.
    private func isHint(_ text: Text) -> Bool { text.hasPrefix("Set CONFIG_") || text.hasPrefix("you may ") }

    private static func isRustTrail(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte.isDigit || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "|")
    }

    private static func isLinkers(_ text: Text) -> Bool {
        if text.holds(anyOf: ["undefined reference", ": in function ", "first defined here", "multiple definition"]) {
            return true
        }
        guard let colon = text.find(": ") else { return false }
        return ProgramName.linker == ProgramName(text[..<colon.lowerBound])
    }

    /// Without the prefix that the message's own line has, or one of its shape: the digits of a time differ.
    private func plain(_ text: Text) -> Text {
        guard !prefix.isEmpty, text.utf8.count >= prefix.utf8.count else { return text }
        for (one, other) in zip(prefix.utf8, text.utf8) where one != other && !(one.isDigit && other.isDigit) {
            return text
        }
        return text[text.utf8.index(text.startIndex, offsetBy: prefix.utf8.count)...]
    }
}
