// SPDX-License-Identifier: Apache-2.0

/// A condition in a Kconfig file (Documentation/kbuild/kconfig-language.rst, "Menu dependencies").
indirect enum KconfigExpression: Hashable, Sendable {
    case symbol(String)
    case text(String)
    /// `$(cc-option,...)` and its like: answered by the toolchain, not by the configuration.
    case macro(String)
    case comparison(KconfigExpression, String, KconfigExpression)
    case not(KconfigExpression)
    case and(KconfigExpression, KconfigExpression)
    case or(KconfigExpression, KconfigExpression)

    /// Nil when the text is no expression.
    init?(_ text: some StringProtocol) {
        var parser = Parser(tokens: Self.tokens(text[...]))
        guard let value = parser.disjunction(), parser.tokens.isEmpty else { return nil }
        self = value
    }

    /// The parts that must all hold.
    var terms: [KconfigExpression] {
        if case .and(let left, let right) = self { return left.terms + right.terms }
        return [self]
    }

    /// Every symbol in it, in order of appearance.
    var symbols: [String] {
        switch self {
        case .symbol(let name): ["y", "m", "n"].contains(name) ? [] : [name]
        case .text, .macro: []
        case .not(let inner): inner.symbols
        case .comparison(let left, _, let right), .and(let left, let right), .or(let left, let right):
            left.symbols + right.symbols
        }
    }
}

extension KconfigExpression: CustomStringConvertible {
    var description: String {
        switch self {
        case .symbol(let name), .macro(let name): name
        case .text(let text): "\"\(text)\""
        case .comparison(let left, let sign, let right): "\(left) \(sign) \(right)"
        case .not(.symbol(let name)): "!\(name)"
        case .not(let inner): "!(\(inner))"
        case .and(let left, let right): "\(left) && \(right)"
        case .or(let left, let right): "\(left) || \(right)"
        }
    }
}

extension KconfigExpression {
    private static func tokens(_ text: some StringProtocol) -> [String] {
        var result: [String] = []
        var rest = Array(text.unicodeScalars)[...]
        func take(_ count: Int) {
            result.append(String(String.UnicodeScalarView(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        while let first = rest.first {
            let second = rest.dropFirst().first
            switch first {
            case " ", "\t": rest = rest.dropFirst()
            case "&", "|": take(second == first ? 2 : 1)
            case "!", "<", ">": take(second == "=" ? 2 : 1)
            case "(", ")", "=": take(1)
            case "\"", "'":
                let inner = rest.dropFirst().prefix { $0 != first }
                take(inner.count + (rest.dropFirst(inner.count + 1).isEmpty ? 1 : 2))
            case "$":
                var depth = 0
                var length = 1
                for scalar in rest.dropFirst() {
                    length += 1
                    if scalar == "(" { depth += 1 }
                    if scalar == ")" { depth -= 1 }
                    if depth == 0 { break }
                }
                take(length)
            default:
                let word = rest.prefix { !" \t&|!<>()=\"'".unicodeScalars.contains($0) }
                take(max(1, word.count))
            }
        }
        return result
    }

    private struct Parser {
        var tokens: [String]
        private var depth = 0

        init(tokens: [String]) { self.tokens = tokens.reversed() }

        private mutating func accept(_ token: String) -> Bool {
            guard tokens.last == token else { return false }
            tokens.removeLast()
            return true
        }

        mutating func disjunction() -> KconfigExpression? {
            depth += 1
            defer { depth -= 1 }
            // No expression in a kernel nests ten deep; a file that does is not worth our stack.
            guard depth < 64, var value = conjunction() else { return nil }
            while accept("||") {
                guard let next = conjunction() else { return nil }
                value = .or(value, next)
            }
            return value
        }

        private mutating func conjunction() -> KconfigExpression? {
            guard var value = factor() else { return nil }
            while accept("&&") {
                guard let next = factor() else { return nil }
                value = .and(value, next)
            }
            return value
        }

        private mutating func factor() -> KconfigExpression? {
            var negations = 0
            while accept("!") { negations += 1 }
            var value: KconfigExpression?
            if accept("(") {
                value = disjunction()
                guard accept(")") else { return nil }
            } else {
                value = operand()
                if let left = value, let sign = tokens.last, ["=", "!=", "<", ">", "<=", ">="].contains(sign) {
                    tokens.removeLast()
                    value = operand().map { .comparison(left, sign, $0) }
                }
            }
            return negations % 2 == 1 ? value.map { .not($0) } : value
        }

        private mutating func operand() -> KconfigExpression? {
            guard let token = tokens.popLast(), let first = token.first else { return nil }
            if first == "\"" || first == "'" {
                let inner = token.dropFirst().dropLast(token.count > 1 && token.last == first ? 1 : 0)
                return inner.contains("$(") ? .macro(token) : .text(String(inner))
            }
            if first == "$" { return .macro(token) }
            return first == "_" || first.isLetter || first.isNumber || first == "-" ? .symbol(token) : nil
        }
    }
}
