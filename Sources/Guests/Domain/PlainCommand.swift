// SPDX-License-Identifier: Apache-2.0

/// A QEMU command line as words, in lines as a person wants to read them. Written for a POSIX shell, and read back from
/// what was written; no shell is run for either. Pure.
public struct PlainCommand: Hashable, Sendable {
    /// A line each; the first begins with the program.
    public private(set) var lines: [[String]]

    init(_ lines: [[String]]) { self.lines = lines.filter { !$0.isEmpty } }

    /// For a shell: each line but the last ends in a backslash.
    public var text: String {
        lines.map { $0.map(ShellQuoting.quote).joined(separator: " ") }.joined(separator: " \\\n  ")
    }

    public var words: [String] { lines.flatMap { $0 } }

    /// Reads a text as `text` gives it: words in plain or in single quotes. Nil for anything that needs more of a shell.
    public init?(text: String) {
        var lines: [[String]] = [[]]
        var word: String?
        var rest = text[...]
        func isPlain(_ character: Character) -> Bool { ShellQuoting.quote(String(character)) == String(character) }
        while let character = rest.popFirst() {
            switch character {
            case " ", "\n":
                if let word { lines[lines.count - 1].append(word) }
                word = nil
            case "'":
                guard let end = rest.firstIndex(of: "'") else { return nil }
                word = (word ?? "") + rest[..<end]
                rest = rest[rest.index(after: end)...]
            case "\\" where rest.first == "'": word = (word ?? "") + String(rest.removeFirst())
            case "\\" where rest.first == "\n":
                guard word == nil else { return nil }
                rest.removeFirst()
                lines.append([])
            default:
                guard isPlain(character) else { return nil }
                word = (word ?? "") + String(character)
            }
        }
        if let word { lines[lines.count - 1].append(word) }
        self.init(lines)
        guard let program = words.first, program.hasPrefix("qemu-system-") else { return nil }
    }

    /// The host's files that it reads: the kernel, the initramfs where there is one, and the disks.
    public var files: [String] {
        zip(words, words.dropFirst()).compactMap { option, value in
            switch option {
            case "-kernel", "-initrd": value
            case "-drive": Self.file(inDrive: value)
            default: nil
            }
        }
    }

    /// The one of these files that is the initramfs.
    public var initramfs: String? {
        zip(words, words.dropFirst()).first { $0.0 == "-initrd" }.map(\.1)
    }

    /// Adds words to the kernel's command line, where the later of two counts.
    public mutating func addToKernel(_ words: [String]) {
        guard !words.isEmpty else { return }
        for line in lines.indices {
            guard let option = lines[line].firstIndex(of: "-append"), option + 1 < lines[line].count else { continue }
            lines[line][option + 1] += " " + words.joined(separator: " ")
            return
        }
    }

    /// Adds a line of QEMU's options.
    public mutating func add(_ words: [String]) {
        if !words.isEmpty { lines.append(words) }
    }

    /// `file=PATH,...`, in which two commas are one of the path (qemu(1)).
    private static func file(inDrive value: String) -> String? {
        guard value.hasPrefix("file=") else { return nil }
        var path = ""
        var rest = value.dropFirst("file=".count)
        while let character = rest.popFirst() {
            if character == "," {
                guard rest.first == "," else { break }
                rest.removeFirst()
            }
            path.append(character)
        }
        return path
    }
}
