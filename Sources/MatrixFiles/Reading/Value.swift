// SPDX-License-Identifier: Apache-2.0

import Vocabulary
import Yams

/// A node of the file, its key path, and where to complain.
struct Value {
    let node: Node
    let path: String
    let problems: Problems

    func problem(_ code: String, _ what: String, _ remedy: String? = nil) {
        problems.add(
            code, line: node.mark?.line ?? 1, column: node.mark?.column, path: path.isEmpty ? nil : path, what, remedy)
    }

    func wrongType(_ wanted: String, _ remedy: String? = nil) {
        problem("wrong-type", "this should be \(wanted), it is \(kind)", remedy)
    }

    /// What the node is, for a message.
    var kind: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar: isNull ? "empty" : "\"\(SafeText.line(raw ?? "", limit: 40))\""
        }
    }

    /// The scalar's text as it is written, without quotes; nil for anything but a scalar.
    var raw: String? { node.scalar?.string }

    var isPlain: Bool { node.scalar?.style == .plain }

    var isNull: Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    var isList: Bool { node.sequence != nil }
    var isMapping: Bool { node.mapping != nil }
    var isEmptyMapping: Bool { node.mapping?.isEmpty ?? false }

    /// The value of a key, without a word about anything else that is wrong with the mapping.
    func peek(_ key: String) -> Value? {
        guard let found = node.mapping?.first(where: { $0.key.scalar?.string == key })?.value else { return nil }
        return Value(node: found, path: path.isEmpty ? key : "\(path).\(key)", problems: problems)
    }

    /// A part of this scalar's text as a value of its own at the same place.
    func part(_ text: String) -> Value {
        Value(node: .scalar(.init(text, .implicit, .plain, node.mark)), path: path, problems: problems)
    }

    /// The elements of a list; a problem otherwise.
    func elements(_ wanted: String = "a list") -> [Value]? {
        guard let sequence = node.sequence else {
            wrongType(wanted, "write it as [one, two]")
            return nil
        }
        return sequence.enumerated().map { Value(node: $1, path: "\(path)[\($0)]", problems: problems) }
    }

    /// The elements of a list, or the value itself as the only one.
    func elementsOrSelf() -> [Value]? {
        node.sequence == nil ? [self] : elements()
    }

    /// The keys of a mapping in the order of the file; a problem for anything else and for keys that are not text.
    func pairs(_ wanted: String) -> [(name: String, key: Value, value: Value)]? {
        guard let mapping = node.mapping else {
            wrongType(wanted, "write it as {key: value}, or with one indented `key: value` a line")
            return nil
        }
        var result: [(name: String, key: Value, value: Value)] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                Value(node: key, path: path, problems: problems).wrongType("a key")
                continue
            }
            let child = path.isEmpty ? SafeText.line(name, limit: 40) : "\(path).\(SafeText.line(name, limit: 40))"
            result.append(
                (
                    name, Value(node: key, path: child, problems: problems),
                    Value(node: value, path: child, problems: problems)
                ))
        }
        return result
    }
}
