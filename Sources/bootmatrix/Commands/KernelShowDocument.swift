// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BuildLog
import Kernels
import MatrixPlan
import SourceTrees
import Vocabulary

/// What `kernel show` says, as JSON and as text. docs/commands.md documents every field.
struct KernelShowDocument: Encodable {
    struct Comparison: Encodable {
        let against: String
        let key: String
        let same_binary: Bool
        /// Absent where the warnings of either are not all known.
        let new_warnings: [BuildWarning]?
        let new_per_file: [String: Int]?
        let gone_warnings: Int?
    }

    let schema = 1
    let name: KernelName
    let title: String
    let key: String
    let path: String
    let source: String
    let compiler: String
    let linker: String
    let assembler: String?
    let pahole: String?
    let base: String
    let requests: Int
    let patches: [String]
    /// Hunks that fitted at another line, and what became of a user's .config; absent where there is nothing to say.
    let notes: [String]?
    let release: String
    let build_id: String
    let modules: Int
    /// Equal for kernels that are the same binary.
    let binary: String?
    let same_binary: [KernelName]
    let comparison: Comparison?
    /// Absent where some objects were compiled before anybody kept count.
    let warnings: [BuildWarning]?

    init(_ name: KernelName, title: String, stored: BuiltKernel, same: [KernelName]) {
        let record = stored.record
        self.name = name
        self.title = title
        key = record.key
        path = stored.directory
        source = record.source.label
        compiler = record.toolchain.compiler
        linker = record.toolchain.linker
        assembler = record.toolchain.assembler
        pahole = record.toolchain.pahole
        base = record.base
        requests = record.requests.count
        patches = record.patches
        notes = record.notes
        release = record.identity.release
        build_id = "\(record.identity.kernel)"
        modules = record.identity.modules.count
        binary = record.binary
        same_binary = same
        comparison = record.comparison.map { found in
            let perFile = found.newWarnings.map { WarningComparison($0, against: []).perFile }
            return Comparison(
                against: found.base.description, key: found.key, same_binary: found.isSameBinary,
                new_warnings: found.newWarnings,
                new_per_file: perFile.map { Dictionary($0.map { ($0.file, $0.count) }) { first, _ in first } },
                gone_warnings: found.goneWarnings)
        }
        warnings = record.warnings
    }
}

extension KernelShowDocument {
    /// For a terminal.
    var text: String {
        func safe(_ text: String) -> String { SafeText.line(text, limit: 400) }
        var rows = [
            ("key", key), ("stored in", path), ("source", source), ("compiler", compiler), ("linker", linker),
            ("base", "\(base), \(Self.count(requests, "request"))"),
        ]
        if let pahole { rows.append(("pahole", pahole)) }
        rows += patches.map { ("patch", $0) }
        rows += (notes ?? []).map { ("note", $0) }
        rows += [("release", "\(release), \(Self.count(modules, "module"))"), ("build-id", build_id)]
        if let binary { rows.append(("binary", String(binary.prefix(16)))) }
        if !same_binary.isEmpty { rows.append(("same binary", same_binary.map(\.rawValue).joined(separator: ", "))) }
        if let comparison { rows.append(("against", comparison.against + ": " + Self.words(comparison))) }
        rows.append(
            ("warnings", warnings.map { "\($0.count) in force" } ?? "not known: some objects are older than the count"))
        var lines = ["\(name): \(safe(title))"]
        for (label, value) in rows {
            lines.append("  " + label + String(repeating: " ", count: max(1, 12 - label.count)) + safe(value))
        }
        let new = Set(comparison?.new_warnings ?? [])
        for warning in warnings ?? [] {
            lines.append("    \(new.contains(warning) ? "new " : "    ")\(safe(warning.text))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func words(_ comparison: Comparison) -> String {
        var parts = [comparison.same_binary ? "same binary" : "another binary"]
        if let new = comparison.new_warnings { parts.append(count(new.count, "new warning")) }
        if let gone = comparison.gone_warnings, gone > 0 { parts.append("\(gone) gone") }
        return parts.joined(separator: ", ")
    }

    private static func count(_ number: Int, _ word: String) -> String {
        number == 1 ? "1 \(word)" : "\(number) \(word)s"
    }
}
