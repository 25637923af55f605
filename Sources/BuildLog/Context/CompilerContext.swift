// SPDX-License-Identifier: Apache-2.0

/// The lines around a compiler's message that belong to it, where several compilers may speak at once.
struct CompilerContext {
    /// Lines with this shape of prefix have lost it already.
    let file: Text?
    let line: Int?

    /// Notes can go on for ever in a deep macro.
    private static let mostNotes = 8
    private static let mostLines = 28
    /// How far back the function is looked for, and how many lines of other compilers are passed over.
    private static let reach = 60

    /// The chain of inclusion and the function, which a compiler prints once for all its messages about them.
    func lead(in before: [Text]) -> [Text] {
        var found: [Text] = []
        var isAttached = true
        var hasScope = false
        for text in before.suffix(Self.reach).reversed() {
            if Excerpt.isInclusion(text) || Excerpt.isInlining(text) || Excerpt.isPass(text) {
                // Once a function's line was found beyond others, what is beyond it is theirs.
                guard isAttached else { break }
                found.append(text)
            } else if let scope = Excerpt.scope(text) {
                guard isAttached || scope == file, !hasScope else {
                    if scope == file { break }
                    continue
                }
                hasScope = true
                if text.holds(": At top level"), !isAttached { break }
                found.append(text)
            } else if let message = PlacedMessage(text) {
                // An earlier message about the same file was printed below the same lines.
                if message.subject != file {
                    if found.contains(where: Excerpt.isInclusion) { break }
                    isAttached = false
                } else if found.contains(where: Excerpt.isInclusion) {
                    break
                }
            } else if MakeFailure(text) != nil {
                break
            } else if !Excerpt.isNumbered(text), !Excerpt.isCaret(text), !text.isEmpty {
                if found.contains(where: Excerpt.isInclusion) { break }
                if text.indent == 0 { isAttached = false }
            }
        }
        return found.reversed()
    }

    /// The source, carets and notes.
    func trail(in after: [Text]) -> [Text] {
        var found: [Text] = []
        // Lines that count only if the next one says so.
        var held: [Text] = []
        var notes = 0
        var isForeign = false
        for text in after {
            if found.count >= Self.mostLines || MakeFailure(text) != nil { break }
            if let message = PlacedMessage(text) {
                if message.severity == .note, !isForeign {
                    notes += 1
                    if notes > Self.mostNotes { break }
                    found += held + [text]
                    held = []
                    continue
                }
                if message.severity == .note { continue }
                // The next message about the same file ends this one; one of another compiler is passed over.
                if message.subject == file || file == nil { break }
                isForeign = true
                held = []
            } else if Excerpt.isNumbered(text) {
                held = []
                if isForeign {
                    guard let line, let number = Excerpt.line(of: text) else { continue }
                    guard number == line else { continue }
                    isForeign = false
                }
                found.append(text)
            } else if Excerpt.isCaret(text) {
                if !isForeign { found += held.suffix(1) + [text] }
                held = []
            } else if BuildLine(number: 0, text: text).isSummary {
                break
            } else if text.isEmpty {
                continue
            } else if Excerpt.scope(text) != nil {
                held = []
            } else {
                held = Excerpt.isInclusion(text) ? held + [text] : [text]
            }
        }
        return found
    }
}
