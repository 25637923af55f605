// SPDX-License-Identifier: Apache-2.0

/// One warning of a compiler, an assembler, objtool, modpost, a linker, or dtc.
public struct BuildWarning: Hashable, Codable, Sendable {
    /// The source file, or the object or program that is named.
    public var file: String
    /// From 1; nil where only a file is named.
    public var line: Int?
    public var column: Int?
    /// In one line, without the option.
    public var message: String
    /// `-Wunused-variable`; nil where none is named.
    public var option: String?

    public init(file: String, line: Int? = nil, column: Int? = nil, message: String, option: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.option = option
    }

    /// `kernel/fork.c:12:3: unused variable 'x' [-Wunused-variable]`
    public var text: String {
        let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
        return file + place + ": " + message + (option.map { " [\($0)]" } ?? "")
    }

    /// What it says, whatever line it is on: another line above must not make it another warning.
    struct Matter: Hashable {
        var file: String
        var message: String
        var option: String?
    }

    var matter: Matter { Matter(file: file, message: Self.steady(message), option: option) }

    /// The message without what changes with every line and byte around it: offsets, as in objtool's
    /// `f+0x1a: call to g()`, and the counters in the names that macros make (`__UNIQUE_ID_x123`).
    private static func steady(_ message: String) -> String {
        var result = ""
        var rest = message[...]
        while let character = rest.first {
            if let after = rest.after(prefix: "+0x") {
                result += "+0x"
                rest = after.drop { $0.isHexDigit }
            } else if let name = ["__UNIQUE_ID_", "__compiletime_assert_"].first(where: rest.hasPrefix) {
                let word = rest.prefix { $0 == "_" || $0.isLetter || $0.isNumber }
                var kept = word
                while kept.utf8.count > name.utf8.count, kept.last?.isNumber == true { kept = kept.dropLast() }
                result += kept
                rest = rest[word.endIndex...]
            } else {
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}

extension BuildWarning {
    /// Reads one line, cleaned as a `BuildLine` is; nil where it is no warning.
    static func read(_ text: Text) -> BuildWarning? {
        if let message = text.after("WARNING: modpost: ") {
            let file = message.before(": ").map(String.init) ?? "modpost"
            return BuildWarning(file: file, message: String(message.after(": ") ?? message))
        }
        if let found = PlacedMessage(text), found.severity == .warning {
            return BuildWarning(
                file: String(found.subject), line: found.line, column: found.column, message: String(found.message),
                option: found.option.map(String.init))
        }
        // dtc: `FILE:12.3-4: Warning (unit_address_vs_reg): /soc: ...`
        if let range = text.find(": Warning ("), let end = text[range.upperBound...].find("): ") {
            let (file, line, column) = PlacedMessage.numbers(atEndOf: text[..<range.lowerBound])
            return BuildWarning(
                file: String(file), line: line, column: column, message: String(text[end.upperBound...]),
                option: String(text[range.upperBound..<end.lowerBound]))
        }
        return kconfig(text)
    }

    /// `.config:12:warning: ...`, `drivers/x/Kconfig:3:warning: ...`
    private static func kconfig(_ text: Text) -> BuildWarning? {
        guard let range = text.find(":warning: ") else { return nil }
        let (file, line, _) = PlacedMessage.numbers(atEndOf: text[..<range.lowerBound])
        return line.map { BuildWarning(file: String(file), line: $0, message: String(text[range.upperBound...])) }
    }
}
