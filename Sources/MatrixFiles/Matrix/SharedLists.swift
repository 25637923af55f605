// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Where the files are that `extends:` names: whoever calls knows the directories, this module only the text.
public protocol ListSource: Sendable {
    /// - Parameters:
    ///   - path: as it is written.
    ///   - file: the file that names it, as messages name it.
    /// - Returns: the name by which messages and repetitions know it, and its text.
    func list(_ path: String, from file: String) throws(MatrixFileError) -> (name: String, text: String)
}

/// `extends:`, followed to its end: the elements of `criteria` and `allow` of every file, those of the file that names
/// another after those that it names.
struct SharedLists {
    /// A chain of files that is longer is a slip of the pen.
    static let depthLimit = 8
    static let fileLimit = 32

    let source: (any ListSource)?
    private(set) var criteria: [Value] = []
    private(set) var allow: [Value] = []
    private var taken: Set<String> = []

    init(source: (any ListSource)?) { self.source = source }

    /// Takes in a file's own lists and, before them, those of the files that it extends.
    mutating func add(_ fields: Fields, chain: [String]) {
        if let value = fields["extends"] { follow(value, chain) }
        if let value = fields["criteria"], let elements = value.elements() { add(elements) }
        if let value = fields["allow"], let elements = value.elements() { allow += elements }
    }

    /// A criterion of another file is replaced by one of its name, in its place: what needs it still follows.
    private mutating func add(_ elements: [Value]) {
        let inherited = criteria.count
        for element in elements {
            let name = element.peek("name")?.raw?.trimmingSpaces
            let same = criteria.prefix(inherited).firstIndex { other in
                name != nil && other.problems !== element.problems && other.peek("name")?.raw?.trimmingSpaces == name
            }
            if let same { criteria[same] = element } else { criteria.append(element) }
        }
    }

    private mutating func follow(_ value: Value, _ chain: [String]) {
        guard let elements = value.elementsOrSelf() else { return }
        if elements.isEmpty { value.problem("empty", "this list is empty", "name a file, or remove the key") }
        for element in elements {
            guard let path = element.text(limit: 1000) else { continue }
            guard let source else {
                element.problem("missing-file", "there is no directory to find it in", "put the matrix in a project")
                continue
            }
            do {
                let (name, text) = try source.list(path, from: element.problems.file)
                if chain.contains(name) {
                    element.problem(
                        "extends-cycle", "\(SafeText.line(name, limit: 80)) extends this file in turn",
                        "move what both need to a third file")
                } else if chain.count > Self.depthLimit || taken.count >= Self.fileLimit {
                    element.problem(
                        "too-deep",
                        "files are extended more than \(Self.depthLimit) deep, or more than"
                            + " \(Self.fileLimit) of them", "put the lists together")
                } else if taken.insert(name).inserted {
                    read(text, name, element.problems, chain)
                }
            } catch {
                let problem = error.problems[0]
                element.problem(problem.code, problem.what, problem.remedy)
            }
        }
    }

    private mutating func read(_ text: String, _ name: String, _ problems: Problems, _ chain: [String]) {
        let problems = problems.of(name)
        guard let root = YAMLText.root(of: text, problems), FileVersion.isSupported(root),
            let fields = Fields(root, FileKeys.sharedLists)
        else { return }
        add(fields, chain: chain + [name])
    }
}
