// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// What a host can do, for people line by line, and for programs as a whole. Pure.
public struct HostReport: Sendable {
    private let style: TableStyle
    /// Wide enough for the names.
    private static let nameWidth = 12

    public init(style: TableStyle = TableStyle()) { self.style = style }

    /// A check and, below it, its remedy; ends in a newline.
    public func text(of check: HostCheck) -> String {
        let mark = TextColumns.padded(check.state.rawValue, to: 5)
        let margin = 5 + Self.nameWidth
        var lines = TextColumns.wrapped(
            style.safe(check.found), width: style.width, first: margin, indent: margin)
        lines[0] =
            style.painted(mark, check.state.colour) + TextColumns.padded(check.name, to: Self.nameWidth) + lines[0]
        if let remedy = check.remedy {
            var words = TextColumns.wrapped(
                "try: " + style.safe(remedy), width: style.width, first: margin, indent: margin + 5)
            words[0] = String(repeating: " ", count: margin) + words[0]
            lines += words
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The last line.
    public func summary(_ checks: [HostCheck]) -> String {
        let bad = checks.filter { $0.state == .bad }.map(\.name)
        let lacking = checks.filter { $0.state == .lacking }.map(\.name)
        let better = lacking.isEmpty ? "" : "; it could be better: \(lacking.joined(separator: ", "))"
        let reason =
            bad.isEmpty
            ? "the main job can run here\(better)" : "the main job cannot run: \(bad.joined(separator: ", "))"
        return style.verdict(checks.status, reason).joined(separator: "\n") + "\n"
    }

    /// For programs; docs/commands.md documents every field.
    public static func json(_ checks: [HostCheck]) throws -> String {
        String(decoding: try CanonicalJSON.encode(Document(checks)), as: UTF8.self)
    }

    private struct Document: Encodable {
        struct Entry: Encodable {
            let name: String
            let state: String
            let found: String
            let remedy: String?
        }

        let schema = 1
        let status: Status
        let checks: [Entry]

        init(_ checks: [HostCheck]) {
            status = checks.status
            self.checks = checks.map {
                Entry(name: $0.name, state: $0.state.rawValue, found: $0.found, remedy: $0.remedy)
            }
        }
    }
}

extension HostCheck.State {
    /// The status that is painted alike.
    fileprivate var colour: Status {
        switch self {
        case .good: .pass
        case .lacking: .inconclusive
        case .bad: .fail
        }
    }
}
