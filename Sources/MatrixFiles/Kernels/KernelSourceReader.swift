// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// Reads `source:` of a kernel: one key of it says which kind of source it is.
enum KernelSourceReader {
    enum Found {
        case source(KernelDefinition.Source)
        case ready(KernelDefinition.Ready)
    }

    static func read(_ value: Value) -> Found? {
        guard let pairs = value.pairs("a kernel's source") else { return nil }
        let kinds = FileKeys.kernelSourceKinds.filter { kind in pairs.contains { $0.name == kind } }
        guard kinds.count == 1, let kind = kinds.first, let table = FileKeys.kernelSources[kind] else {
            let choices = FileKeys.kernelSourceKinds.joined(separator: ", ")
            value.problem(
                "bad-source",
                kinds.isEmpty ? "this does not say where the kernel comes from" : "this names more than one source",
                "write one of: \(choices)")
            return nil
        }
        guard let fields = Fields(value, table) else { return nil }
        switch kind {
        case "package": return fields[kind].flatMap(PackageName.read).map { .source(.package($0)) }
        case "git":
            let revision = fields["revision"].flatMap(readRevision)
            guard let path = fields[kind].flatMap(PathText.read), let revision else { return nil }
            return .source(.git(repository: path, revision: revision))
        case "tarball": return fields[kind].flatMap(PathText.read).map { .source(.tarball($0)) }
        case "prebuilt":
            let modules = fields["modules"].flatMap(PathText.read)
            let config = fields["config"].flatMap(PathText.read)
            guard let image = fields[kind].flatMap(PathText.read), let modules else { return nil }
            return .ready(.files(image: image, modules: modules, config: config))
        default: return fields[kind].flatMap(PackageName.read).map { .ready(.package($0)) }
        }
    }

    /// A revision as git-rev-parse(1) takes it: it becomes an argument, so nothing that could be an option.
    private static func readRevision(_ value: Value) -> String? {
        guard let text = value.text(limit: 200) else { return nil }
        guard !text.hasPrefix("-"), !text.contains(" ") else {
            value.problem(
                "bad-value", "\(value.kind) is no revision", "write a tag, a branch or a commit, such as v6.12")
            return nil
        }
        return text
    }
}
