// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// gcc, clang, the assembler, rustc, and programs that speak as they do.
extension Sighting {
    static func ofCompilers(_ text: Text) -> Sighting? {
        if text.hasPrefix("error[E"), let message = text.after("]: ") {
            return Sighting(.compile, .kernel, .certain, message, with: .rust)
        }
        guard let found = PlacedMessage(text), found.severity == .error else {
            return ofObjtool(text)
        }
        var sighting = sighting(of: found)
        sighting.prefix = String(found.prefix)
        return sighting
    }

    private static func sighting(of found: PlacedMessage) -> Sighting {
        let message = String(found.message) + (found.option.map { " [\($0)]" } ?? "")
        if let complaint = found.message.after(prefix: "objtool: ") {
            return Sighting(
                .objtool, .kernel, .certain, complaint, place: String(found.subject), with: .alike("objtool: "))
        }
        if found.subject.fileName.hasPrefix("Kconfig") {
            return Sighting(.kconfig, .kernel, .certain, message, position: found.position, with: .indented)
        }
        if found.line == nil { return ofProgram(found, message) }
        if let missing = MissingPiece.header(in: found) {
            return Sighting(
                .missing, .host, .certain, message, position: found.position, remedy: missing, with: .compiler)
        }
        let isOfFiles = ["opening dependency file ", "error writing to ", "cannot write to "].contains {
            found.message.hasPrefix($0)
        }
        if isOfFiles {
            return Sighting(.file, .host, .certain, message, with: .compiler)
        }
        return Sighting(
            found.isCapital ? .assemble : .compile, .kernel, .certain, message, position: found.position,
            option: found.option.map(String.init), with: .compiler)
    }

    /// A message that names a program or an object and no line.
    private static func ofProgram(_ found: PlacedMessage, _ message: String) -> Sighting {
        if message.hasPrefix("cannot find -l") || message.hasPrefix("unable to find library -l") {
            return Sighting(.missing, .host, .certain, message, remedy: MissingPiece.library(in: message))
        }
        if message.hasPrefix("error trying to exec ") || message.hasPrefix("cannot execute ") {
            let program = found.message.quoted
            return Sighting(
                .missing, .host, .certain, message, remedy: program.flatMap { MissingPiece.program($0) })
        }
        switch ProgramName(found.subject) {
        case .compiler:
            return Sighting(
                .compile, .kernel, .certain, message, option: found.option.map(String.init), with: .compiler)
        case .assembler: return Sighting(.assemble, .kernel, .certain, message, with: .compiler)
        case .linker: return Sighting(.link, .kernel, .certain, message, with: .lld)
        case .other: return Sighting(.buildProgram, .kernel, .likely, "\(found.subject): \(message)")
        case nil:
            let isSource = [".c", ".h", ".S", ".s", ".rs"].contains { found.subject.hasSuffix($0) }
            let kind: BuildDiagnosis.Kind = found.isCapital ? .assemble : isSource ? .compile : .link
            return Sighting(kind, .kernel, .certain, message, place: String(found.subject), with: .compiler)
        }
    }

    /// A warning of objtool; with some of them it fails (tools/objtool/check.c).
    private static func ofObjtool(_ text: Text) -> Sighting? {
        if let complaint = text.after("error: objtool: ") ?? text.after(prefix: "objtool: error: ") {
            return Sighting(.objtool, .kernel, .certain, complaint, with: .alike("objtool: "))
        }
        guard let complaint = text.after("warning: objtool: ") else { return nil }
        let place = text.before(": warning: objtool: ").map(String.init)
        return Sighting(.objtool, .kernel, .hint, complaint, place: place, with: .alike("objtool: "))
    }
}
