// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// `set:`, single symbols in the words of a .config file.
enum KernelSymbols {
    /// By symbol without `CONFIG_`: `y`, `m`, `n`, a number, or a text with its quotes, as the .config has it
    /// (Documentation/kbuild/kconfig-language.rst).
    static func read(_ value: Value) -> [String: String]? {
        guard let pairs = value.pairs("a mapping of symbols") else { return nil }
        var symbols: [String: String] = [:]
        for pair in pairs {
            guard isSymbol(pair.name, pair.key), let setting = setting(pair.value) else { continue }
            symbols[pair.name] = setting
        }
        return symbols.count == pairs.count ? symbols : nil
    }

    private static func isSymbol(_ name: String, _ key: Value) -> Bool {
        guard !name.hasPrefix("CONFIG_") else {
            key.problem(
                "bad-symbol", "symbols are written without CONFIG_",
                "write \(SafeText.line(String(name.dropFirst(7)), limit: 60))")
            return false
        }
        let isPlain = name.utf8.allSatisfy { byte in
            (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
        guard isPlain, (1...100).contains(name.utf8.count) else {
            key.problem("bad-symbol", "this is not a configuration symbol", "write one such as MODULE_STATS")
            return false
        }
        return true
    }

    private static func setting(_ value: Value) -> String? {
        guard let raw = value.raw, !value.isNull else {
            value.wrongType("y, m, n, a number or a quoted text")
            return nil
        }
        // A quoted y is meant as y: people quote it because some YAML readers turn it into a boolean.
        if ["y", "m", "n"].contains(raw) { return raw }
        if value.isPlain {
            if isNumber(raw) { return raw }
            let meant = ["yes": "y", "true": "y", "on": "y", "no": "n", "false": "n", "off": "n"][raw.lowercased()]
            value.problem(
                "bad-value", "\(value.kind) is not a symbol's value",
                meant.map { "write \($0)" } ?? "write y, m, n, a number, or a text in double quotes")
            return nil
        }
        let isText =
            raw.utf8.count <= 200 && raw.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        guard isText else {
            value.problem(
                "bad-value", "this text cannot stand in a .config", "use printable ASCII without quotes and backslashes"
            )
            return nil
        }
        return "\"\(raw)\""
    }

    /// Decimal with a sign, or hexadecimal with 0x.
    private static func isNumber(_ text: String) -> Bool {
        if text.hasPrefix("0x") || text.hasPrefix("0X") {
            return UInt64(text.dropFirst(2), radix: 16) != nil && !text.dropFirst(2).hasPrefix("+")
        }
        return Int64(text) != nil && !text.hasPrefix("+")
    }
}
