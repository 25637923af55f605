// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// GNU ld; LLVM's ld.lld speaks as compilers do.
extension Sighting {
    private static let complaints = [
        "undefined reference to ", "multiple definition of ", "relocation truncated to fit: ",
        "dangerous relocation: ", "undefined symbol: ",
    ]

    static func ofLinkers(_ text: Text, after previous: Text?) -> Sighting? {
        for mark in complaints {
            guard let range = text.find(mark), !text.holds("warning: ") else { continue }
            let position = self.position(before: range.lowerBound, in: text)
            let place = position == nil ? object(in: text) ?? previous.flatMap(object) : nil
            return Sighting(
                .link, .kernel, .certain, text[range.lowerBound...], place: place, position: position, with: .linker)
        }
        guard let colon = text.find(": "), ProgramName.linker == ProgramName(text[..<colon.lowerBound]) else {
            return nil
        }
        let message = text[colon.upperBound...]
        guard !message.hasPrefix("warning: "), !message.lowercased().hasPrefix("note: "),
            !message.holds("in function `")
        else { return nil }
        if message.hasPrefix("cannot find -l") {
            return Sighting(.missing, .host, .certain, message, remedy: MissingPiece.library(in: String(message)))
        }
        return Sighting(.link, .kernel, .likely, message, place: object(in: message), with: .linker)
    }

    /// `fs/x.c:123: ` where the objects have line numbers; `x.c:(.text+0x12): ` otherwise.
    private static func position(before end: Text.Index, in text: Text) -> FilePosition? {
        let words = text[..<end].bare.split(separator: " ")
        guard let word = words.last, word.hasSuffix(":") else { return nil }
        let (file, line, column) = PlacedMessage.numbers(atEndOf: word.dropLast())
        // `kernel/x.o:kernel/x.c:12`, as older versions write it.
        return line.map {
            FilePosition(file: String(file.split(separator: ":").last ?? file), line: $0, column: column)
        }
    }

    /// The first word that is an object file, such as `kernel/rcu/update.o:`.
    static func object(in text: Text) -> String? {
        text.split(separator: " ").lazy.map { $0.prefix { $0 != ":" && $0 != "(" } }.first { $0.hasSuffix(".o") }
            .map(String.init)
    }
}
