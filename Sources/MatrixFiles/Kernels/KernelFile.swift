// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// The files that a kernel definition may name, by plain name.
public struct KernelParts: Hashable, Sendable {
    /// `kernels/fragments/NAME.config`, the names without the ending.
    public var fragments: [String]
    /// `kernels/patches/NAME`, the whole file names.
    public var patches: [String]

    public init(fragments: [String], patches: [String]) {
        self.fragments = fragments
        self.patches = patches
    }
}

/// Reads a `kernels/NAME.yaml`, version 1 (docs/matrix.md).
public enum KernelFile {
    /// - Parameters:
    ///   - text: the file's content, untrusted.
    ///   - file: its name in messages.
    ///   - known: the fragments and patches that exist; nil to take every plain name.
    /// - Throws: every problem of the file at once.
    public static func read(
        text: String, file: String, name: KernelName, known: KernelParts? = nil
    ) throws(MatrixFileError) -> KernelDefinition {
        let problems = Problems(file: file)
        let definition = YAMLText.root(of: text, problems).flatMap { read($0, name, known, problems) }
        return try problems.result(definition)
    }

    private static func read(
        _ root: Value, _ name: KernelName, _ known: KernelParts?, _ problems: Problems
    ) -> KernelDefinition? {
        guard FileVersion.isSupported(root), let fields = Fields(root, FileKeys.kernel) else { return nil }
        let title = fields["title"]?.text()
        let origin = fields["source"].flatMap(KernelSourceReader.read).flatMap { source in
            switch source {
            case .ready(let ready): readReady(ready, fields)
            case .source(let source): readBuild(source, fields, known)
            }
        }
        let memory = fields["memory"].flatMap { $0.size(in: MatrixReader.memoryRange, "memory") }
        let patience = fields["patience"].map { $0.integer(in: 1...100, "patience") } ?? 1
        let caughtBy = fields["caught-by"].map(readObjectors)
        guard problems.isEmpty, let title, let origin, let patience else { return nil }
        return KernelDefinition(
            name: name, title: title, origin: origin, memory: memory, patience: patience, caughtBy: caughtBy)
    }

    /// What came ready is booted as it is.
    private static func readReady(_ ready: KernelDefinition.Ready, _ fields: Fields) -> KernelDefinition.Origin? {
        for key in ["config", "patches", "toolchain"] {
            fields[key]?.problem(
                "not-built", "\"\(key)\" is for a kernel that is built, and this one comes ready",
                "remove it, or name a source to build from")
        }
        return .ready(ready)
    }

    private static func readBuild(
        _ source: KernelDefinition.Source, _ fields: Fields, _ known: KernelParts?
    ) -> KernelDefinition.Origin? {
        let configuration = fields["config"].flatMap { readConfiguration($0, known) }
        if fields["config"] == nil {
            fields.owner.problem("missing-key", "a kernel that is built needs the key \"config\"")
        }
        let patches = fields["patches"].map { readParts($0, known?.patches, "patch") } ?? []
        let toolchain = fields["toolchain"].map(readToolchain) ?? .gcc
        guard let configuration, let patches, let toolchain else { return nil }
        return .built(.init(source: source, configuration: configuration, patches: patches, toolchain: toolchain))
    }

    /// Names of criteria, which are those of some matrix, and words of checks.
    private static func readObjectors(_ value: Value) -> [String] {
        Value.withoutRepetition(
            (value.elements() ?? []).compactMap { element in element.text(limit: 120).map { ($0, element) } })
    }

    private static func readToolchain(_ value: Value) -> KernelDefinition.CompilerChoice? {
        guard let text = value.text(limit: 40) else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let version = parts.count == 2 ? Int(parts[1]).flatMap { (3...99).contains($0) ? $0 : nil } : nil
        guard let family = parts.first.flatMap({ KernelDefinition.CompilerChoice.Family(rawValue: String($0)) }),
            parts.count == 1 || version != nil
        else {
            value.problem(
                "bad-value", "\(value.kind) is no compiler", "write gcc, clang, or one with its version: clang-14")
            return nil
        }
        return .init(family, version: version)
    }

    private static func readConfiguration(_ value: Value, _ known: KernelParts?) -> KernelDefinition.Configuration? {
        guard let fields = Fields(value, FileKeys.kernelConfiguration) else { return nil }
        let base = fields["base"].flatMap(readBase)
        let fragments = fields["fragments"].map { readParts($0, known?.fragments, "fragment") } ?? []
        let symbols = fields["set"].map(KernelSymbols.read) ?? [:]
        guard let base, let fragments, let symbols else { return nil }
        return KernelDefinition.Configuration(base: base, fragments: fragments, symbols: symbols)
    }

    private static func readBase(_ value: Value) -> KernelDefinition.Configuration.Base? {
        guard value.isMapping else { return readTarget(value).map { .target($0) } }
        return Fields(value, FileKeys.kernelConfigurationFile)?["file"].flatMap(PathText.read).map { .file($0) }
    }

    /// A make target that writes a configuration from nothing, without asking (scripts/kconfig/Makefile). Others, such as
    /// olddefconfig, want one to be there.
    private static func readTarget(_ value: Value) -> String? {
        guard let text = value.text(limit: 60) else { return nil }
        let fixed = ["allnoconfig", "defconfig", "tinyconfig", "alldefconfig", "allmodconfig", "allyesconfig"]
        let isPlain = text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D
        }
        guard fixed.contains(text) || isPlain && text.hasSuffix("_defconfig") && !text.hasPrefix("-") else {
            value.problem(
                "bad-value", "\(value.kind) is not a configuration to start from",
                "write allnoconfig, defconfig, tinyconfig, NAME_defconfig, or {file: PATH} for a .config")
            return nil
        }
        return text
    }

    /// Names of files in one directory; which directory is not the file's to say.
    private static func readParts(_ value: Value, _ known: [String]?, _ what: String) -> [String]? {
        guard let elements = value.elements() else { return nil }
        let names = elements.compactMap { element -> (String, Value)? in
            guard let text = element.text(limit: 120) else { return nil }
            guard PartName.isPlain(text) else {
                element.problem(
                    "bad-name", "\(element.kind) is not a plain file name",
                    "write the name alone: letters, digits, `.`, `_`, `+` and `-`, no directory")
                return nil
            }
            guard known?.contains(text) ?? true else {
                element.problem(
                    "unknown-\(what)", "there is no \(what) \"\(text)\"", Closest.remedy(for: text, among: known ?? []))
                return nil
            }
            return (text, element)
        }
        let distinct = Value.withoutRepetition(names)
        return distinct.count == elements.count ? distinct : nil
    }
}
