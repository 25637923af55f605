// SPDX-License-Identifier: Apache-2.0

import Vocabulary
import Yams

/// What the YAML parser says, as a problem with a place and the usual remedy.
enum SyntaxProblem {
    static func add(_ error: YamlError, text: String, to problems: Problems) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let (what, remedy) = describe(problem, context?.text, line: lineText(text, mark.line))
            problems.add("syntax", line: mark.line, column: mark.column, what, remedy)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\(SafeText.line($0, limit: 40))\"" }.joined(separator: ", ")
            problems.add(
                "duplicate-key", line: context.mark.line, column: context.mark.column,
                "the key \(names) is given twice in the same place; this is the first", "keep one of them")
        default:
            problems.add("syntax", line: 1, column: 1, "the file is not YAML: \(SafeText.line("\(error)"))", nil)
        }
    }

    private static func describe(_ problem: String, _ context: String?, line: String) -> (String, String?) {
        if problem.contains("another document") {
            return ("the file holds more than one YAML document", "remove the line `---` between them")
        }
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return ("a tab is used for indentation", "indent with spaces; YAML does not take tabs")
        }
        if problem.contains("undefined alias") {
            return (
                "anchors and aliases are not allowed here", "write the value out, or quote a text that starts with *"
            )
        }
        let what = "the YAML is broken: " + (context.map { "\($0), " } ?? "") + problem
        if line.contains(": >") || line.contains(": <") || line.contains(": %") || line.contains(": @") {
            return (what, "quote the value, as in vcpus: \">=4\"")
        }
        return (what, "look for a missing quote, bracket, colon or space at this place or just before it")
    }

    private static func lineText(_ text: String, _ number: Int) -> String {
        let lines = text.split(separator: "\n", maxSplits: max(0, number), omittingEmptySubsequences: false)
        return number >= 1 && number <= lines.count ? String(lines[number - 1]) : ""
    }
}
