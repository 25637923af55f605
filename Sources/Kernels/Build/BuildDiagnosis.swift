// SPDX-License-Identifier: Apache-2.0

/// Why a build ended, as its own output tells it.
public struct BuildDiagnosis: Hashable, Sendable {
    public enum Kind: String, Sendable {
        /// The compiler, the assembler, modpost or objtool refuses the source.
        case compile
        case link
        /// The disk is full, or a compiler was killed or crashed, or a program is missing: not the source's doing.
        case host
        /// Only make's own words are left.
        case unknown
    }

    public var kind: Kind
    /// `kernel/module/main.c:3298:2`, or what the linker or make names; nil when nothing does.
    public var place: String?
    /// The message, in one line.
    public var message: String
    /// The line of the message and the two after it, as they were printed.
    public var lines: [String]

    public init(kind: Kind, place: String?, message: String, lines: [String]) {
        self.kind = kind
        self.place = place
        self.message = message
        self.lines = lines
    }
}

/// Reads a build's output a line at a time and keeps the first error, as a person would look for it: what the host did
/// to the build comes before what the source did, and make's summary counts only where there is nothing else.
public struct BuildLogReader: Sendable {
    private var host: BuildDiagnosis?
    private var source: BuildDiagnosis?
    private var make: BuildDiagnosis?
    private var previous = ""
    /// Taken off every path.
    private let tree: String?

    /// - Parameter tree: the source tree, whose paths are shown relative to it.
    public init(tree: String? = nil) { self.tree = tree }

    public var diagnosis: BuildDiagnosis? { host ?? source ?? make }

    public mutating func read(_ text: String) {
        let line = relative(text)
        extend(&host, with: line)
        extend(&source, with: line)
        if host == nil { host = Self.hostTrouble(line) }
        if source == nil { source = Self.sourceTrouble(line, after: previous) }
        if make == nil { make = Self.makeTrouble(line) }
        previous = line
    }

    private func extend(_ found: inout BuildDiagnosis?, with line: String) {
        guard let count = found?.lines.count, count < 3 else { return }
        found?.lines.append(line)
    }

    private func relative(_ text: String) -> String {
        var line = text
        while line.hasSuffix("\n") || line.hasSuffix("\r") { line.removeLast() }
        guard let tree else { return line }
        line = line.replacing(tree + "/", with: "")
        return line.hasPrefix("../tree/") ? String(line.dropFirst("../tree/".count)) : line
    }

    /// A place is `FILE:LINE:` or `FILE:LINE:COLUMN:`.
    private static func sourceTrouble(_ line: String, after previous: String) -> BuildDiagnosis? {
        for mark in [": error: ", ": fatal error: ", ": Error: "] {
            guard let range = line.firstRange(of: mark) else { continue }
            let place = String(line[..<range.lowerBound])
            // A file, or the program that complains; anything else is text that happens to hold the mark.
            let isFile = !place.contains(" ") && (place.contains(".") || place.contains("/"))
            guard isFile || ["cc1", "gcc", "as", "ld", "objtool"].contains(place) else { continue }
            let located = place.split(separator: ":").dropFirst().first.flatMap { Int($0) } != nil
            return BuildDiagnosis(
                kind: .compile, place: located ? place : nil, message: String(line[range.upperBound...]), lines: [line])
        }
        for mark in ["undefined reference to ", "multiple definition of ", "undefined symbol: "] {
            guard let range = line.firstRange(of: mark) else { continue }
            // ld says on the line before in which object and function it is.
            let place = [line, previous].lazy.compactMap(object(in:)).first
            let lines = previous.contains(": in function ") ? [previous, line] : [line]
            return BuildDiagnosis(kind: .link, place: place, message: String(line[range.lowerBound...]), lines: lines)
        }
        for mark in ["ERROR: modpost: ", "error: objtool: "] where line.contains(mark) {
            let message = line.firstRange(of: mark).map { String(line[$0.upperBound...]) } ?? line
            return BuildDiagnosis(kind: .compile, place: nil, message: message, lines: [line])
        }
        return nil
    }

    /// The first word that is an object file, such as `kernel/rcu/update.o:`.
    private static func object(in line: String) -> String? {
        line.split(separator: " ").lazy.map { $0.prefix { $0 != ":" } }.first { $0.hasSuffix(".o") }.map(String.init)
    }

    private static func hostTrouble(_ line: String) -> BuildDiagnosis? {
        let marks = [
            "No space left on device", "Disk quota exceeded", "Killed signal terminated program",
            "Terminated signal terminated program", "virtual memory exhausted", "Cannot allocate memory",
            "out of memory allocating", "internal compiler error", "Input/output error", "Read-only file system",
            ": command not found",
        ]
        let shell = line.hasPrefix("/bin/sh: ") && line.hasSuffix(": not found")
        let killed = line == "Killed" || line.hasPrefix("make") && line.hasSuffix("] Killed")
        guard shell || killed || marks.contains(where: { line.contains($0) }) else { return nil }
        return BuildDiagnosis(kind: .host, place: nil, message: line, lines: [line])
    }

    private static func makeTrouble(_ line: String) -> BuildDiagnosis? {
        guard line.hasPrefix("make"), let range = line.firstRange(of: ": *** "),
            !line.contains("Waiting for unfinished jobs")
        else { return nil }
        return BuildDiagnosis(
            kind: .unknown, place: nil, message: String(line[range.upperBound...]), lines: [line])
    }
}
