// SPDX-License-Identifier: Apache-2.0

/// Reads the Kconfig files of a tree, as far as dependencies go. scripts/kconfig answers what a configuration *is* but
/// not why a symbol is missing from it; this answers the second, and only after the first was a disappointment.
struct KconfigReader {
    private(set) var entries: [String: [KconfigEntry]] = [:]
    private let read: (String) -> [UInt8]?
    private let architecture: String

    private enum Frame {
        case conditional([KconfigExpression])
        case menu([KconfigExpression], visible: [KconfigExpression])
        case choice([KconfigExpression], Int)
    }
    private enum Subject { case none, entry, frame }

    private var frames: [Frame] = []
    private var subject = Subject.none
    private var current: KconfigEntry?
    private var choices = 0
    private var depth = 0

    /// - Parameters:
    ///   - architecture: what `$(SRCARCH)` stands for.
    ///   - read: the bytes of a file, by its path in the tree.
    init(architecture: String, read: @escaping (String) -> [UInt8]?) {
        self.architecture = architecture
        self.read = read
    }

    /// Reads a file and what it sources.
    mutating func read(file: String) {
        guard depth < 32, let bytes = read(file) else { return }
        depth += 1
        defer { depth -= 1 }
        var help: Int?
        var waiting = ""
        var start = 0
        for (index, raw) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if let least = help {
                let column = Self.column(raw)
                // A help text is indented as its first line is, and ends before the first line that is less.
                if column == nil { continue }
                if let column, column >= max(least, 1) {
                    if least == 0 { help = column }
                    continue
                }
                help = nil
            }
            guard waiting.isEmpty == false || Self.column(raw) != nil else { continue }
            var line = String(decoding: raw, as: UTF8.self).trimmed
            if waiting.isEmpty { start = index + 1 } else { line = waiting + " " + line }
            waiting = ""
            if line.hasSuffix("\\") {
                waiting = String(line.dropLast())
                continue
            }
            if line == "help" || line == "---help---" { help = 0 } else { take(line, place: "\(file):\(start)") }
        }
        closeEntry()
    }

    private mutating func take(_ text: String, place: String) {
        let line = Self.withoutComment(text)
        guard let first = line.first, first.isLetter else { return }
        let word = line.prefix { $0.isLetter || $0 == "_" }
        // `if-success = ...` defines a macro and opens no condition.
        if let next = line.dropFirst(word.count).first, !next.isWhitespace, !"\"'(!$".contains(next) { return }
        let rest = String(line.dropFirst(word.count)).trimmed
        switch word {
        case "config", "menuconfig":
            open(KconfigEntry(symbol: rest, place: place))
        case "if": push(.conditional(Self.terms(rest)))
        case "menu": push(.menu([], visible: []))
        case "choice":
            choices += 1
            push(.choice([], choices))
        case "endif", "endmenu", "endchoice":
            closeEntry()
            _ = frames.popLast()
            subject = .none
        case "comment", "mainmenu":
            closeEntry()
            subject = .none
        case "source", "rsource", "osource", "orsource":
            closeEntry()
            subject = .none
            let path = rest.filter { $0 != "\"" }.replacing("$(SRCARCH)", with: architecture)
                .replacing("$(HEADER_ARCH)", with: architecture)
            if !path.contains("$"), !path.contains("..") { read(file: path) }
        case "depends": depend(on: Self.terms(Self.after("on", rest)))
        case "visible": restrict(to: Self.terms(Self.after("if", rest)))
        default: attribute(String(word), rest)
        }
    }

    private mutating func attribute(_ word: String, _ rest: String) {
        guard subject == .entry, var entry = current else { return }
        switch word {
        case "bool", "tristate", "string", "int", "hex", "prompt":
            if word != "prompt" { entry.type = word }
            guard let quote = rest.first, quote == "\"" || quote == "'" else { break }
            entry.hasPrompt = true
            let parts = rest.dropFirst().split(separator: quote, maxSplits: 1, omittingEmptySubsequences: false)
            entry.visible += Self.terms(Self.after("if", String(parts.last ?? "").trimmed))
        case "def_bool", "def_tristate", "default":
            if word != "default" { entry.type = String(word.dropFirst(4)) }
            let (value, condition) = Self.conditional(rest)
            if let value = KconfigExpression(value) { entry.defaults.append(.init(value: value, condition: condition)) }
        case "select", "imply":
            let (target, condition) = Self.conditional(rest)
            let selection = KconfigEntry.Selection(target: target, condition: condition)
            if word == "select" { entry.selects.append(selection) } else { entry.implies.append(selection) }
        case "range":
            let (bounds, condition) = Self.conditional(rest)
            let parts = bounds.split(whereSeparator: \.isWhitespace).compactMap { KconfigExpression($0) }
            guard parts.count == 2 else { break }
            entry.ranges.append(.init(least: parts[0], greatest: parts[1], condition: condition))
        default: break
        }
        current = entry
    }

    private mutating func open(_ entry: KconfigEntry) {
        closeEntry()
        var entry = entry
        for frame in frames {
            switch frame {
            case .conditional(let terms): entry.depends += terms
            case .menu(let terms, let visible):
                entry.depends += terms
                entry.visible += visible
            case .choice(let terms, let number):
                entry.depends += terms
                entry.choice = number
            }
        }
        current = entry
        subject = .entry
    }

    private mutating func push(_ frame: Frame) {
        closeEntry()
        frames.append(frame)
        if case .conditional = frame { subject = .none } else { subject = .frame }
    }

    private mutating func closeEntry() {
        if let entry = current { entries[entry.symbol, default: []].append(entry) }
        current = nil
    }

    private mutating func depend(on terms: [KconfigExpression]) {
        if subject == .entry {
            current?.depends += terms
        } else if subject == .frame, let frame = frames.popLast() {
            switch frame {
            case .menu(let old, let visible): frames.append(.menu(old + terms, visible: visible))
            case .choice(let old, let number): frames.append(.choice(old + terms, number))
            case .conditional: frames.append(frame)
            }
        }
    }

    private mutating func restrict(to terms: [KconfigExpression]) {
        guard subject == .frame, case .menu(let depends, let visible) = frames.last else { return }
        frames[frames.count - 1] = .menu(depends, visible: visible + terms)
    }
}
