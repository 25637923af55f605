// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A line that may be why the build ended.
struct Sighting: Hashable, Sendable {
    /// How sure it is.
    enum Strength: Int, Comparable, Sendable {
        /// A warning, which some builds end at.
        case hint
        /// Reads like an error, but many a build goes on after it. Counts only when make fails soon after.
        case likely
        /// An error, whatever make says. The first one is the cause.
        case certain
        /// What makes everything else untrustworthy: no room on the disk.
        case overriding

        static func < (one: Strength, other: Strength) -> Bool { one.rawValue < other.rawValue }
    }

    var kind: BuildDiagnosis.Kind
    var blame: Blame
    var strength: Strength
    var place: String?
    var position: FilePosition?
    var message: String
    var option: String?
    var remedy: String?
    /// What precedes the message on its line, and so on the lines that belong to it.
    var prefix = ""
    var surroundings: Surroundings

    init(
        _ kind: BuildDiagnosis.Kind, _ blame: Blame, _ strength: Strength, _ message: some StringProtocol,
        place: String? = nil, position: FilePosition? = nil, option: String? = nil, remedy: String? = nil,
        with surroundings: Surroundings = .following(2)
    ) {
        self.kind = kind
        self.blame = blame
        self.strength = strength
        self.place = place ?? position.map { "\($0)" }
        self.position = position
        self.message = String(message)
        self.option = option
        self.remedy = remedy
        self.surroundings = surroundings
    }

    /// Which lines before and after the message belong to it.
    enum Surroundings: Hashable, Sendable {
        /// A C compiler's or assembler's: chain of inclusion, function, source, carets, notes.
        case compiler
        case rust
        /// The function that ld names before, its further complaints after.
        case linker
        /// Lines that begin with `>>>`.
        case lld
        /// Lines that begin as this one does, before and after.
        case alike(String)
        /// Lines that begin with a blank.
        case indented
        /// A Python traceback: its last line is the message.
        case traceback
        /// So many lines before.
        case preceding(Int)
        case following(Int)
    }

    /// What a line says, if anything; `previous` is the line before it that was not work.
    static func of(_ line: BuildLine, after previous: BuildLine?) -> Sighting? {
        let text = line.text
        guard !text.isEmpty, !line.isSummary else { return nil }
        return ofTheHost(text) ?? ofCompilers(text) ?? ofLinkers(text, after: previous?.text)
            ?? ofModpost(text) ?? ofBTF(text) ?? ofDeviceTrees(text) ?? ofConfiguration(text)
            ?? ofMissingPrograms(text) ?? ofScripts(text) ?? ofOthers(text)
    }
}
