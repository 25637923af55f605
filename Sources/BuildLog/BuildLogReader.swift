// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Reads a build's output a line at a time and finds the first error, as a person would look for it: above the first
/// line in which make says that it failed.
///
/// The output may come from anywhere: from several compilers at once, through a terminal, or through a system that puts
/// a time before each line.
public struct BuildLogReader: Sendable {
    struct Found: Sendable {
        var sighting: Sighting
        var line: BuildLine
        var before: [BuildLine]
        var after: [BuildLine] = []
        var target: String?
    }

    /// Taken off every path.
    private let tree: String?
    private var number = 0
    /// The last lines that were not work.
    private var recent: [BuildLine] = []
    /// What may be the cause if make fails soon.
    private var candidates: [Found] = []
    private var found: Found?
    private var overriding: Found?
    private var failure: MakeFailure?
    /// Steps, and lines of make: what tells a build's log from other text.
    public private(set) var steps = 0
    /// Lines that are warnings.
    public private(set) var warnings = 0
    /// Whether the last line so far is one in which make failed.
    public var hasFailed: Bool { failure != nil }

    private static let reach = 80
    private static let mostAfter = 40

    /// - Parameter tree: the source tree, whose paths are shown relative to it.
    public init(tree: String? = nil) { self.tree = tree }

    /// Lines so far.
    public var lines: Int { number }

    public mutating func read(_ text: String) {
        number += 1
        let line = BuildLine(number: number, text: relative(LinePrefix.strip(LogText.clean(text))))
        guard !line.isWork else {
            if line.step != nil { steps += 1 }
            return
        }
        extend(line)
        if BuildWarning.read(line.text) != nil { warnings += 1 }
        if let failure = MakeFailure(line.text) {
            take(failure, line)
        } else if let sighting = Sighting.of(line, after: recent.last) {
            take(sighting, line)
        }
        recent.append(line)
        if recent.count > Self.reach { recent.removeFirst() }
    }

    /// What is known so far; at the end of the log, why the build ended. Nil while nothing went wrong.
    public var diagnosis: BuildDiagnosis? { (overriding ?? found).map(diagnosis) }

    private mutating func extend(_ line: BuildLine) {
        func add(to found: inout Found?) {
            if let count = found?.after.count, count < Self.mostAfter { found?.after.append(line) }
        }
        add(to: &found)
        add(to: &overriding)
        candidates.removeAll { line.number - $0.line.number > 4 * Self.reach && $0.after.count >= Self.mostAfter }
        for index in candidates.indices where candidates[index].after.count < Self.mostAfter {
            candidates[index].after.append(line)
        }
    }

    private mutating func take(_ sighting: Sighting, _ line: BuildLine) {
        let new = Found(sighting: sighting, line: line, before: recent)
        switch sighting.strength {
        case .overriding: if overriding == nil { overriding = new }
        case .certain: if found == nil || found?.sighting.kind == .unknown { found = new }
        case .likely, .hint:
            if candidates.count >= 40 { candidates.removeFirst() }
            candidates.append(new)
        }
    }

    /// The first failure decides; later ones only say what was being made.
    private mutating func take(_ new: MakeFailure, _ line: BuildLine) {
        if failure == nil, found == nil {
            failure = new
            found = cause(of: new, line)
        } else if found?.sighting.kind == .unknown, case .stopped = new.reason {
            found = Found(sighting: new.sighting, line: line, before: recent)
        }
        failure = failure ?? new
        if case .stopped = new.reason { return }
        found?.nameTarget(new)
        overriding?.nameTarget(new)
    }

    /// What explains a failure: an error that was printed shortly before, the last words of whatever failed, or make's.
    private func cause(of failure: MakeFailure, _ line: BuildLine) -> Found {
        let own = Found(sighting: failure.sighting, line: line, before: recent)
        if case .signal = failure.reason { return own }
        let near = candidates.filter { $0.after.count < Self.mostAfter }
        if let likely = near.first(where: { $0.sighting.strength == .likely }) { return likely }
        if case .stopped = failure.reason { return own }
        if own.sighting.kind != .unknown { return own }
        if let hint = near.last(where: { $0.sighting.explains(failure) }) { return hint }
        return lastWords(before: failure) ?? own
    }

    /// Nobody knows the program that failed; what it said last is what there is.
    private func lastWords(before failure: MakeFailure) -> Found? {
        // A make below that failed out of sight has its words elsewhere.
        if case .status(2) = failure.reason { return nil }
        guard let index = recent.lastIndex(where: { !$0.text.bare.isEmpty && !$0.isSummary }) else { return nil }
        let line = recent[index]
        let said = line.text
        guard !Excerpt.isNumbered(said), !Excerpt.isCaret(said), PlacedMessage(said)?.severity != .warning else {
            return nil
        }
        let sighting = Sighting(.buildProgram, .harness, .likely, said.bare, with: .preceding(8))
        return Found(sighting: sighting, line: line, before: Array(recent[..<index]))
    }

    private func relative(_ line: Text) -> Text {
        guard let tree, line.holds(tree + "/") || line.hasPrefix("../tree/") else { return line }
        let short = String(line).replacing(tree + "/", with: "")
        return short.hasPrefix("../tree/") ? short.dropFirst("../tree/".count) : short[...]
    }

    private func diagnosis(_ found: Found) -> BuildDiagnosis {
        var sighting = found.sighting
        let lines = sighting.context(found.line, before: found.before, after: found.after)
        sighting.complete(from: lines)
        // The assembler reads what the compiler wrote, at a place that is gone.
        let isPassing = sighting.position.map { $0.file.hasPrefix("/tmp/") || $0.file == "{standard input}" } ?? false
        return BuildDiagnosis(
            kind: sighting.kind, blame: sighting.blame,
            place: isPassing ? found.target ?? sighting.place : sighting.place, position: sighting.position,
            message: sighting.message, option: sighting.option, target: found.target, remedy: sighting.remedy,
            lines: lines, number: found.line.number)
    }
}

extension BuildLogReader.Found {
    /// Of the first failures the one that is about the same file, else the first of all.
    mutating func nameTarget(_ failure: MakeFailure) {
        guard let named = failure.target else { return }
        guard let target else { return self.target = named }
        if !concerns(target), concerns(named) { self.target = named }
    }

    private func concerns(_ target: String) -> Bool { sighting.concerns(target) ?? true }
}
