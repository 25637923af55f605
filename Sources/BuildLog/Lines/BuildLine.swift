// SPDX-License-Identifier: Apache-2.0

/// One line of a build's output, without what wrappers and terminals added.
struct BuildLine: Hashable, Sendable {
    /// From 1.
    var number: Int
    var text: Text

    /// Says only what is being done: a step of Kbuild, a command, a directory. Nothing of it explains a failure.
    var isWork: Bool { step != nil || isCommand || isDirectory }

    /// What Kbuild prints for one target, `  CC [M]  fs/xfs/xfs_aops.o` (scripts/Kbuild.include, `quiet_cmd_`).
    var step: Step? {
        guard let rest = text.after(prefix: "  "), let first = rest.utf8.first, first.isCapital else { return nil }
        let word = rest.prefix { $0.isASCII && ($0.isUppercase || $0.isNumber || "_+-".contains($0)) }
        var after = rest[word.endIndex...]
        guard after.utf8.first == 0x20 else { return nil }
        after = after.bare
        for mark in ["[M] ", "[U] ", "L "] { after = (after.after(prefix: mark) ?? after).bare }
        return after.isEmpty ? nil : Step(action: String(word), target: String(after))
    }

    struct Step: Hashable, Sendable {
        /// `CC`, `LD`, `HOSTCC`, ...
        var action: String
        var target: String
    }

    /// A command that make or a shell shows before it runs it: `make V=1`, `set -x`.
    private var isCommand: Bool {
        if text.after(prefix: "+ ") != nil || text.after(prefix: "++ ") != nil { return true }
        let bare = text.bare
        if bare.after(prefix: "# ") != nil { return true }
        guard bare.utf8.count > 60, let space = bare.utf8.firstIndex(of: 0x20) else { return false }
        let arguments = bare[bare.utf8.index(after: space)...]
        let program = bare[..<space]
        if program == "set" || program == "make" { return arguments.utf8.first == UInt8(ascii: "-") }
        return ProgramName(program) != nil && !program.hasSuffix(":") && arguments.utf8.first == UInt8(ascii: "-")
    }

    private var isDirectory: Bool {
        text.holds(": Entering directory ") || text.holds(": Leaving directory ")
    }

    /// Sums up errors that were printed before it.
    var isSummary: Bool {
        let summaries = [
            "cc1: all warnings being treated as errors", "cc1: some warnings being treated as errors",
            "cc1plus: all warnings being treated as errors", "compilation terminated.",
            "collect2: error: ld returned ", "error: linker command failed with exit code ",
            "error: aborting due to ", "warning generated.", "warnings generated.", "error generated.",
            "errors generated.", "too many errors emitted", "Unable to parse input tree",
            "Input tree has errors, aborting", "Process completed with exit code", "error: could not compile ",
            "For more information about this error, try",
        ]
        return text.holds(anyOf: summaries)
    }
}
