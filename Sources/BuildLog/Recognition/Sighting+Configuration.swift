// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Kconfig's files are the kernel's; the configuration that it reads is the user's.
extension Sighting {
    static func ofConfiguration(_ text: Text) -> Sighting? {
        ofKconfigFile(text) ?? ofRecursion(text) ?? ofRefusal(text)
    }

    /// `drivers/x/Kconfig:12: unknown statement "foo"` (scripts/kconfig/parser.y); warnings say that they are.
    private static func ofKconfigFile(_ text: Text) -> Sighting? {
        guard let colon = text.find(": ") else { return nil }
        let (file, line, column) = PlacedMessage.numbers(atEndOf: text[..<colon.lowerBound])
        guard let line, !file.isEmpty, !file.contains(" ") else { return nil }
        let name = file.fileName
        let message = text[colon.upperBound...]
        guard !message.hasPrefix("warning:") else { return nil }
        let position = FilePosition(file: String(file), line: line, column: column)
        if name.hasPrefix("Kconfig") {
            let isOld = message.holds(anyOf: ["compiler", "assembler", "linker"]) && message.holds("not supported")
            if isOld { return Sighting(.missing, .host, .certain, message, position: position, with: .preceding(6)) }
            return Sighting(
                .kconfig, .kernel, .certain, message, position: position, with: .alike(String(file) + ":"))
        }
        guard name.hasSuffix("config") else { return nil }
        return Sighting(.configuration, .user, .likely, message, position: position, with: .following(1))
    }

    /// `Kconfig:3:error: recursive dependency detected!`; of late without the place.
    private static func ofRecursion(_ text: Text) -> Sighting? {
        guard text.holds("error: recursive dependency detected!") else { return nil }
        let head = text.before("error: recursive") ?? text
        let (file, line, _) = PlacedMessage.numbers(atEndOf: head.bare.dropLast(head.bare.hasSuffix(":") ? 1 : 0))
        let position = line.map { FilePosition(file: String(file), line: $0) }
        let around = position.map { Surroundings.alike($0.file + ":") } ?? .indented
        return Sighting(
            .kconfig, .kernel, .certain, "recursive dependency detected!", position: position, with: around)
    }

    private static let refusals = [
        "*** Configuration file ", "*** Can't find default configuration ", "*** The source tree is not clean",
        "ERROR: Kernel configuration is invalid", "aborted!", "Console input/output is redirected",
        "*** Error during update of the configuration", "*** Error during sync of the configuration",
        "*** Error during writing of the configuration", "Error in reading or end of file.",
        "No .config exists, config your kernel first!", "*** Default configuration file ",
    ]
    private static let tooOld = [
        "*** Compiler is too old", "*** Assembler is too old", "*** Linker is too old", "Compiler lacks asm-goto",
        "*** unknown C compiler", "*** unknown linker", "*** unknown assembler", "could not be found.", "is too old.",
    ]

    private static func ofRefusal(_ text: Text) -> Sighting? {
        if text.hasPrefix("***"), text.holds(anyOf: tooOld) {
            return Sighting(
                .missing, .host, .certain, text.drop { $0 == "*" || $0 == " " },
                remedy: "install the version that Documentation/process/changes.rst asks for", with: .following(3))
        }
        if text.hasPrefix("***"), text.holds("Unable to find the ncurses") {
            return Sighting(
                .missing, .host, .likely, text.drop { $0 == "*" || $0 == " " }, remedy: "install libncurses-dev")
        }
        guard text.holds(anyOf: refusals) else { return nil }
        return Sighting(
            .configuration, .user, .likely, text.bare.drop { $0 == "*" || $0 == " " }, with: .preceding(3))
    }
}
