// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A final configuration: what `.config` says, without `CONFIG_`. What it does not say is `n`.
struct KconfigValues: Sendable {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    init(_ config: Data) { self.init(config: String(decoding: config, as: UTF8.self)) }

    init(config text: String) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("CONFIG_") {
            guard let sign = line.firstIndex(of: "=") else { continue }
            values[String(line[..<sign].dropFirst(7))] = String(line[line.index(after: sign)...])
        }
        self.values = values
    }

    subscript(symbol: String) -> String { values[symbol] ?? "n" }

    /// Every symbol that has a value, "is not set" being none.
    var symbols: Set<String> { Set(values.keys) }

    /// A number, itself or a symbol's.
    func number(_ operand: KconfigExpression) -> Int64? { plain(operand).flatMap(Self.number) }

    /// The value as it is compared: text without its quotes.
    private func plain(_ operand: KconfigExpression) -> String? {
        switch operand {
        case .symbol(let name):
            if ["y", "m", "n"].contains(name) || Self.number(name) != nil { return name }
            let value = self[name]
            return value.hasPrefix("\"") ? String(value.dropFirst().dropLast()) : value
        case .text(let text): return text
        default: return nil
        }
    }

    /// 0 for n, 1 for m, 2 for y; nil when a macro decides.
    func level(of expression: KconfigExpression) -> Int? {
        switch expression {
        case .symbol, .text:
            switch plain(expression) {
            case "y": return 2
            case "m": return 1
            default: return 0
            }
        case .macro: return nil
        case .not(let inner): return level(of: inner).map { 2 - $0 }
        case .and(let left, let right):
            let (one, other) = (level(of: left), level(of: right))
            if one == 0 || other == 0 { return 0 }
            return one.flatMap { one in other.map { min(one, $0) } }
        case .or(let left, let right):
            let (one, other) = (level(of: left), level(of: right))
            if one == 2 || other == 2 { return 2 }
            return one.flatMap { one in other.map { max(one, $0) } }
        case .comparison(let left, let sign, let right):
            guard let one = plain(left), let other = plain(right) else { return nil }
            return Self.compare(one, sign, other) ? 2 : 0
        }
    }

    static func number(_ text: String) -> Int64? {
        let lower = text.lowercased()
        return lower.hasPrefix("0x") ? Int64(lower.dropFirst(2), radix: 16) : Int64(lower)
    }

    private static func compare(_ one: String, _ sign: String, _ other: String) -> Bool {
        let numbers = number(one).flatMap { one in number(other).map { (one, $0) } }
        return switch sign {
        case "=": one == other
        case "!=": one != other
        case "<": numbers.map { $0 < $1 } ?? (one < other)
        case ">": numbers.map { $0 > $1 } ?? (one > other)
        case "<=": numbers.map { $0 <= $1 } ?? (one <= other)
        default: numbers.map { $0 >= $1 } ?? (one >= other)
        }
    }
}
