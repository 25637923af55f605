// SPDX-License-Identifier: Apache-2.0

extension Recogniser {
    /// Of several that fit, the one that says the most. A line that the log ends in is judged only as far as nothing that
    /// might follow can change it.
    static func recognise(_ line: LogLine) -> Recogniser? {
        let isCandidate = line.body.withUnsafeBufferPointer { quick.first(in: $0, from: 0) != nil }
        guard isCandidate else { return nil }
        if let first = line.head.first {
            for candidate in byFirstByte[Int(first)] {
                if candidate.fits(line.head) { return candidate }
                if line.isCut, candidate.prefix.starts(with: line.head) { return nil }
            }
        }
        if let word = fragment(line) { return word }
        return DieLine.recogniser(line) ?? HungTaskLine.recogniser(line) ?? inside(line) ?? module(line)
    }

    /// The opening word of a report, and nothing after it: the rest was lost.
    private static func fragment(_ line: LogLine) -> Recogniser? {
        guard !line.isCut, line.body.count <= 8 else { return nil }
        let word = line.body.trimmed
        guard word.elementsEqual(Array("INFO:".utf8)) || word.elementsEqual(Array("BUG:".utf8)) else { return nil }
        return Recogniser(word.text, .fragment, .fixed("\(word.text) without a report"))
    }

    /// Words that nobody else says, behind others in the line: on a console that programs write to as well.
    private static func inside(_ line: LogLine) -> Recogniser? {
        let body = line.body
        // `---[ end Kernel panic - not syncing: … ]---` ends one.
        guard !body.begins(with: "---[ ") else { return nil }
        for recogniser in unmistakable {
            guard let place = body.position(of: recogniser.prefix), place > body.startIndex,
                !body[place - 1].isWord, !isQuoted(body[..<place])
            else { continue }
            var found = recogniser
            guard found.fits(body[place...]) else { continue }
            // The title is made from here on.
            found.skipped = place - body.startIndex
            return found
        }
        return nil
    }

    /// Whether who speaks before it only repeats what a user wrote.
    private static func isQuoted(_ before: LogBytes) -> Bool {
        before.contains {
            $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "=")
        }
    }

    private static func module(_ line: LogLine) -> Recogniser? {
        guard !line.isCut, ModuleLoaderMessages.diagnosis(line) != nil else { return nil }
        return Recogniser(line.head.text, .moduleLoad, .message)
    }

    /// A line that begins a report holds one of these words.
    static let triggers: [[UInt8]] =
        all.flatMap { recogniser in
            recogniser.prefix.count >= 4 ? [recogniser.prefix] : recogniser.needs.map { Array($0.description.utf8) }
        } + DieLine.triggers + HungTaskLine.triggers + ModuleLoaderMessages.triggers
        + ["INFO:", "BUG:", "WARNING: "].map { Array($0.utf8) }

    private static let quick = Triggers(triggers)
    private static let unmistakable = all.filter(\.isUnmistakable)

    private static let byFirstByte: [[Recogniser]] = {
        var table = [[Recogniser]](repeating: [], count: 256)
        for recogniser in all {
            guard let first = recogniser.prefix.first else { continue }
            table[Int(first)].append(recogniser)
        }
        // Of equal prefixes the one that needs more goes first.
        return table.map { list in
            list.sorted { ($0.prefix.count, $0.needs.count) > ($1.prefix.count, $1.needs.count) }
        }
    }()
}
