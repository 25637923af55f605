// SPDX-License-Identifier: Apache-2.0

import Yams

/// YAML text as a tree of nodes with their places, within bounds that no file of ours comes near to. The text may come
/// from a pull request, so it is hostile until it was measured.
enum YAMLText {
    /// 1 MiB.
    static let sizeLimit = 1 << 20
    static let depthLimit = 32
    static let nodeLimit = 20_000

    /// The document's only root; nil when a problem was recorded.
    static func root(of text: String, _ problems: Problems) -> Value? {
        guard text.utf8.count <= sizeLimit else {
            problems.add("too-large", line: nil, "the file is larger than 1 MiB", "split or shorten it")
            return nil
        }
        guard TextCheck.passes(text, problems) else { return nil }
        do {
            // Yams keeps anchors alive only as long as the parser lives, hence its extended life.
            let parser = try Parser(yaml: text, encoding: .utf8)
            return try withExtendedLifetime(parser) {
                guard let root = try parser.singleRoot(), !isBlank(root) else {
                    problems.add("empty-file", line: 1, column: 1, "the file is empty", "start with `version: 1`")
                    return nil
                }
                var count = 0
                guard isWithinBounds(root, depth: 1, count: &count, problems) else { return nil }
                return Value(node: root, path: "", problems: problems)
            }
        } catch let error as YamlError {
            SyntaxProblem.add(error, text: text, to: problems)
            return nil
        } catch {
            problems.add("syntax", line: 1, "the file is not YAML: \(error)", nil)
            return nil
        }
    }

    private static func isBlank(_ node: Node) -> Bool {
        guard let scalar = node.scalar else { return false }
        return scalar.style == .plain && scalar.string.isEmpty
    }

    private static func isWithinBounds(_ node: Node, depth: Int, count: inout Int, _ problems: Problems) -> Bool {
        count += 1
        if count > nodeLimit {
            add("too-large", node, "the file has more than \(nodeLimit) values", "split or shorten it", problems)
            return false
        }
        if depth > depthLimit {
            add("too-deep", node, "values are nested more than \(depthLimit) deep", "write it flatter", problems)
            return false
        }
        if node.anchor != nil {
            add("anchor", node, "anchors and aliases are not allowed here", "write the value out", problems)
            return false
        }
        switch node {
        case .scalar, .alias: return true
        case .sequence(let sequence):
            for element in sequence where !isWithinBounds(element, depth: depth + 1, count: &count, problems) {
                return false
            }
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard isWithinBounds(key, depth: depth + 1, count: &count, problems),
                    isWithinBounds(value, depth: depth + 1, count: &count, problems)
                else { return false }
            }
        }
        return true
    }

    private static func add(_ code: String, _ node: Node, _ what: String, _ remedy: String, _ problems: Problems) {
        problems.add(code, line: node.mark?.line, column: node.mark?.column, what, remedy)
    }
}
