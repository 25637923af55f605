// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// The programs that Kbuild runs after the compiler.
extension Sighting {
    /// scripts/mod/modpost.c: `ERROR: modpost: `, `FATAL: modpost: `; before 5.8 without the name.
    static func ofModpost(_ text: Text) -> Sighting? {
        for mark in ["ERROR: modpost: ", "FATAL: modpost: "] {
            guard let message = text.after(mark) else { continue }
            return modpost(message, .certain, text)
        }
        if let message = text.after(prefix: "ERROR: \""), text.hasSuffix(" undefined!") {
            return modpost("\"" + message, .certain, text)
        }
        return text.after("WARNING: modpost: ").map { modpost($0, .hint, text) }
    }

    private static func modpost(_ message: Text, _ strength: Strength, _ text: Text) -> Sighting {
        let bracketed = message.after("[")?.before("]").map(String.init)
        let subject = message.before(": ").map(String.init)
        let named = subject.flatMap { $0.contains(" ") || $0.contains("\"") ? nil : $0 }
        return Sighting(
            .modpost, .kernel, strength, message, place: bracketed ?? object(in: message) ?? named,
            with: .alike("modpost: "))
    }

    /// scripts/link-vmlinux.sh, tools/bpf/resolve_btfids.
    static func ofBTF(_ text: Text) -> Sighting? {
        if text.holds("pahole") {
            if text.holds(anyOf: [" is not available", "not found", "is too old"]) {
                return Sighting(.missing, .host, .likely, text.bare, remedy: MissingPiece.program("pahole"))
            }
            if text.hasPrefix("pahole: ") { return Sighting(.btf, .kernel, .likely, text, with: .preceding(2)) }
        }
        if text.hasPrefix("FAILED") || text.hasPrefix("libbpf: ") {
            return Sighting(.btf, .kernel, .likely, text, with: .following(3))
        }
        if text.hasPrefix("Failed to generate BTF") {
            return Sighting(.btf, .kernel, .likely, text, with: .preceding(4))
        }
        return nil
    }

    /// scripts/dtc: `Error: FILE:12.3-4 syntax error`, `FILE:12.5-15.3: ERROR (check): ...`.
    static func ofDeviceTrees(_ text: Text) -> Sighting? {
        for mark in ["Error: ", "Lexical error: "] {
            guard let rest = text.after(prefix: mark), let space = rest.find(" ") else { continue }
            let (file, line, column) = PlacedMessage.numbers(atEndOf: rest[..<space.lowerBound])
            guard let line, file.holds(".dt") else { continue }
            let position = FilePosition(file: String(file), line: line, column: column)
            return Sighting(.deviceTree, .kernel, .certain, rest[space.upperBound...], position: position)
        }
        if let range = text.find(": ERROR ("), let message = text[range.upperBound...].after("): ") {
            let (file, line, column) = PlacedMessage.numbers(atEndOf: text[..<range.lowerBound])
            let position = line.map { FilePosition(file: String(file), line: $0, column: column) }
            return Sighting(
                .deviceTree, .kernel, .certain, message, place: position == nil ? String(file) : nil,
                position: position)
        }
        guard let message = text.after(prefix: "FATAL ERROR: ") else { return nil }
        return Sighting(.deviceTree, .kernel, .likely, message, with: .preceding(3))
    }

    /// Programs of the kernel's own that have few words: scripts/kallsyms.c, arch/x86/tools/relocs.c, and all that
    /// begin with the word.
    static func ofOthers(_ text: Text) -> Sighting? {
        if text.hasPrefix("Inconsistent kallsyms data") || text.holds("kallsyms failure") {
            return Sighting(.link, .kernel, .likely, text, with: .following(2))
        }
        if text.hasPrefix("Invalid absolute R_") || text.hasPrefix("Unsupported relocation type") {
            return Sighting(.buildProgram, .kernel, .likely, text)
        }
        let bare = text.bare
        if let message = bare.after(prefix: "error, forbidden warning:") {
            let (file, line, _) = PlacedMessage.numbers(atEndOf: message.bare)
            let position = line.map { FilePosition(file: String(file), line: $0) }
            return Sighting(.compile, .kernel, .likely, bare, position: position, with: .preceding(4))
        }
        for mark in ["error: ", "Error: ", "ERROR: ", "FATAL: ", "fatal: ", "Fatal error: "] {
            guard let message = bare.after(prefix: mark), !message.isEmpty else { continue }
            if message.holds(anyOf: ["install", "not found in PATH"]) {
                return Sighting(.missing, .host, .likely, message)
            }
            return Sighting(.buildProgram, .kernel, .likely, message, with: .rust)
        }
        return nil
    }
}
