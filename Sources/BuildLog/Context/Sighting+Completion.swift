// SPDX-License-Identifier: Apache-2.0

import Vocabulary

extension Sighting {
    /// Takes from the lines around the message what its own line does not say.
    mutating func complete(from lines: [String]) {
        switch surroundings {
        case .rust: takePlaceOfRust(lines)
        case .lld: takePlaceOfLLD(lines)
        case .traceback: takeLastLine(lines)
        case .indented where position == nil:
            // `symbol A is part of choice block at FILE:12`
            guard let at = lines.lazy.compactMap({ $0[...].after(" at ") }).first else { return }
            let (file, line, _) = PlacedMessage.numbers(atEndOf: at.bare)
            if let line { set(FilePosition(file: String(file), line: line)) }
        default: break
        }
    }

    private mutating func set(_ position: FilePosition) {
        self.position = position
        place = "\(position)"
    }

    /// `  --> rust/kernel/x.rs:12:5`
    private mutating func takePlaceOfRust(_ lines: [String]) {
        guard let arrow = lines.lazy.compactMap({ $0[...].after("--> ") }).first else { return }
        let (file, line, column) = PlacedMessage.numbers(atEndOf: arrow.bare)
        guard let line else { return }
        set(FilePosition(file: String(file), line: line, column: column))
        kind = .compile
    }

    /// `>>> referenced by main.c:12 (kernel/main.c:12)`, else the object below it.
    private mutating func takePlaceOfLLD(_ lines: [String]) {
        guard place == nil else { return }
        for text in lines.dropFirst() {
            let words = text[...].split(separator: " ").map { $0.trimmingBrackets }
            for word in words.reversed() {
                let (file, line, column) = PlacedMessage.numbers(atEndOf: word)
                if let line, file.contains(".") {
                    return set(FilePosition(file: String(file), line: line, column: column))
                }
            }
            if let object = Self.object(in: text[...]) { return place = object }
        }
    }

    /// A traceback's last line names the exception, and the line before the last `File "x.py", line 12` the place.
    private mutating func takeLastLine(_ lines: [String]) {
        if let last = lines.last, lines.count > 1 { message = last }
        for text in lines.reversed() {
            guard let rest = text[...].after("File \""), let file = rest.before("\""),
                let line = rest.after(", line ")?.prefix(while: { $0.isASCII && $0.isNumber }).number
            else { continue }
            set(FilePosition(file: String(file), line: line))
            break
        }
        if message.hasPrefix("ModuleNotFoundError") || message.hasPrefix("ImportError") {
            (kind, blame) = (.missing, .host)
            if let module = message[...].quoted { remedy = "install the Python module \(module)" }
        }
    }
}

extension Sighting {
    /// Whether it is about what make was making; nil when it names no file.
    func concerns(_ target: String) -> Bool? {
        guard let place = position?.file ?? place else { return nil }
        func stem(_ path: String) -> Text { path[...].fileName.prefix { $0 != "." } }
        return stem(target) == stem(place)
    }

    /// Whether a warning can be why a target failed: of its own object, or of modpost where it writes its table.
    func explains(_ failure: MakeFailure) -> Bool {
        guard let target = failure.target else { return false }
        return kind == .modpost ? target.hasSuffix("symvers") || target.hasSuffix("modpost") : concerns(target) == true
    }
}

extension Text {
    /// `(kernel/main.c:12)` without the brackets.
    fileprivate var trimmingBrackets: Text {
        var text = self
        if text.hasPrefix("(") { text = text.dropFirst() }
        if text.hasSuffix(")"), !text.contains("(") { text = text.dropLast() }
        return text
    }
}
