// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Scripts of the kernel's build, and the programs that they and make cannot find.
extension Sighting {
    /// `/bin/sh: 1: bc: not found`, `FILE: line 26: gcc: command not found`, `make: flex: No such file or directory`,
    /// `env: 'python3': No such file or directory`.
    static func ofMissingPrograms(_ text: Text) -> Sighting? {
        guard let program = missingProgram(text) else { return nil }
        let isOwn = program.hasPrefix("./") || program.hasPrefix("scripts/") || program.hasPrefix("tools/")
        if isOwn {
            return Sighting(.buildProgram, .kernel, .likely, text.bare, place: String(program), with: .preceding(1))
        }
        return Sighting(
            .missing, .host, .likely, text.bare, remedy: MissingPiece.program(program.fileName), with: .preceding(1))
    }

    private static func missingProgram(_ text: Text) -> Text? {
        let bare = text.bare
        for ending in [": command not found", ": not found", ": Command not found"] where bare.hasSuffix(ending) {
            let program = bare.dropLast(ending.count).lastField
            return program.contains(" ") ? nil : program
        }
        for ending in [": No such file or directory", ": Permission denied"] where bare.hasSuffix(ending) {
            let head = bare.dropLast(ending.count)
            let isShell =
                head.hasPrefix("make") || head.hasPrefix("gmake") || head.holds("/sh: ") || head.hasPrefix("sh: ")
            if head.hasPrefix("env: ") || head.hasPrefix("/usr/bin/env: ") { return head.quoted ?? head.after(": ") }
            guard isShell, let name = head.after(": ")?.lastField, !name.contains(" "), !name.isEmpty,
                !name.fileName.hasPrefix("Makefile")
            else { return nil }
            return name
        }
        return nil
    }

    static func ofScripts(_ text: Text) -> Sighting? {
        if text.hasPrefix("Traceback (most recent call last):") {
            return Sighting(.buildProgram, .kernel, .likely, text, with: .traceback)
        }
        if text.hasPrefix("Can't locate "), text.holds("@INC") {
            return Sighting(.missing, .host, .likely, text, remedy: "install the Perl module that it names")
        }
        if let module = text.after("ModuleNotFoundError: No module named ") {
            let name = module.quoted ?? module
            return Sighting(.missing, .host, .likely, text, remedy: "install the Python module \(name)")
        }
        if text.holds("Unable to find libclang") {
            return Sighting(.missing, .host, .likely, text, remedy: "install libclang-dev")
        }
        if text.holds("Argument list too long") {
            return Sighting(.file, .host, .likely, text, remedy: "build below a shorter path")
        }
        return ofPlaceInScript(text) ?? ofFiles(text)
    }

    /// Perl's ` at scripts/x.pl line 12.`, the shell's `scripts/x.sh: line 12: ` or `x.sh: 12: `.
    private static func ofPlaceInScript(_ text: Text) -> Sighting? {
        if let tail = text.after(" line "), let number = tail.prefix(while: { $0.isASCII && $0.isNumber }).number,
            let file = text.before(" line ")?.split(separator: " ").last, file.hasSuffix(".pl") || file.hasSuffix(".pm")
        {
            let position = FilePosition(file: String(file), line: number)
            return Sighting(.buildProgram, .kernel, .likely, text.bare, position: position)
        }
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasSuffix(".sh") || parts[0].hasSuffix("/mkcompile_h") else { return nil }
        let word = parts[1].bare
        guard let number = (word.after(prefix: "line ") ?? word).number else { return nil }
        let position = FilePosition(file: String(parts[0]), line: number)
        return Sighting(.buildProgram, .kernel, .likely, parts[2].bare, position: position)
    }

    /// `cp: cannot stat 'x': No such file or directory`, `mkdir: cannot create directory 'x': Permission denied`.
    private static func ofFiles(_ text: Text) -> Sighting? {
        if text.hasSuffix(": Permission denied") || text.hasSuffix(": Operation not permitted") {
            return Sighting(.file, .host, .likely, text.bare, remedy: "see who owns the file, and who runs the build")
        }
        guard text.hasSuffix(": No such file or directory"), text.holds(": ") else { return nil }
        return Sighting(.buildProgram, .kernel, .likely, text.bare)
    }
}

extension Text {
    /// What follows the last colon; the whole where there is none.
    fileprivate var lastField: Text {
        utf8.lastIndex(of: 0x3A).map { self[utf8.index(after: $0)...].bare } ?? self
    }
}
