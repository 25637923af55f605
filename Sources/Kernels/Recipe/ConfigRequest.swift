// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// One symbol that a definition asks for, and where it does.
public struct ConfigRequest: Hashable, Sendable {
    /// Without `CONFIG_`.
    public var symbol: String
    /// As in a `.config`: `y`, `m`, a number, or text in quotes; `n` for "is not set".
    public var value: String
    /// `kernels/fragments/guest.config:12`, or `kernels/stats.yaml, set`.
    public var place: String

    public init(symbol: String, value: String, place: String) {
        self.symbol = symbol
        self.value = value
        self.place = place
    }

    /// The line for a `.config`.
    public var line: String {
        value == "n" ? "# CONFIG_\(symbol) is not set" : "CONFIG_\(symbol)=\(value)"
    }

    /// It asks for nothing to be there: for a text, the empty one.
    public var isForNothing: Bool { value == "n" || value == "\"\"" }

    /// Whether a final value is what was asked for; Kconfig may write a number in another form.
    public func isMet(by got: String) -> Bool {
        if got == value || isForNothing && got == "n" { return true }
        guard let wanted = KconfigValues.number(value), let number = KconfigValues.number(got) else { return false }
        return wanted == number
    }
}

extension ConfigRequest {
    /// Reads one line of a fragment or a `.config`; nil for a comment or an empty line.
    /// - Throws: the reason why the line is neither.
    static func read(line text: String, place: String) throws(KernelError) -> ConfigRequest? {
        let line = text.trimmed
        if line.isEmpty { return nil }
        if line.hasPrefix("#") {
            let words = line.split(separator: " ")
            guard words.count == 5, words[2] == "is", words[3] == "not", words[4] == "set",
                words[1].hasPrefix("CONFIG_")
            else { return nil }
            return try make(String(words[1].dropFirst(7)), "n", place: place)
        }
        guard line.hasPrefix("CONFIG_"), let sign = line.firstIndex(of: "=") else {
            throw KernelError(
                .badFragment, blame: .user, "'\(SafeText.line(line, limit: 60))' is not a configuration line",
                at: place, remedy: "write CONFIG_NAME=value, or # CONFIG_NAME is not set")
        }
        return try make(
            String(line[..<sign].dropFirst(7)), String(line[line.index(after: sign)...]), place: place)
    }

    /// The line that we set ourselves, as a `.config` of ours has it.
    static func isSalt(line: some StringProtocol) -> Bool { line.hasPrefix("CONFIG_\(salt)=") }
    static let salt = "BUILD_SALT"

    /// A symbol from a definition's own list, where text needs no quotes.
    static func make(plain symbol: String, _ value: String, place: String) throws(KernelError) -> ConfigRequest {
        let bare = ["y", "m", "n"].contains(value) || value.hasPrefix("\"") || KconfigValues.number(value) != nil
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return try make(symbol, bare ? value : "\"\(escaped)\"", place: place)
    }

    private static func make(
        _ symbol: String, _ value: String, place: String
    ) throws(KernelError) -> ConfigRequest {
        let named = !symbol.isEmpty && symbol.utf8.allSatisfy { $0 == 0x5F || $0.isWordByte }
        let plain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard named, plain else {
            throw KernelError(
                .badFragment, blame: .user, "'\(SafeText.line(symbol, limit: 60))' has no value that can be written",
                at: place, remedy: "write CONFIG_NAME=value, with letters, digits and _ in the name")
        }
        guard symbol != salt else {
            throw KernelError(
                .badFragment, blame: .user, "CONFIG_BUILD_SALT cannot be set", at: place,
                remedy: "take the line out: the salt is what tells one kernel's modules from another's")
        }
        return ConfigRequest(symbol: symbol, value: value, place: place)
    }
}

extension String {
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

extension UInt8 {
    /// A letter, a digit or `_`, in ASCII.
    var isWordByte: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == 0x5F
    }
}
