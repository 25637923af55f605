// SPDX-License-Identifier: Apache-2.0

/// Every key of the project's files, version 1.
public enum FileKeys {
    public static let matrix = KeyTable(
        "a matrix", required: ["version", "title", "image", "baseline", "axes", "criteria"],
        optional: ["extends", "memory", "cmdline", "repeat", "include", "exclude", "allow", "core"])
    /// A file that `extends:` names.
    public static let sharedLists = KeyTable(
        "a list of criteria", required: ["version"], optional: ["title", "extends", "criteria", "allow"])
    public static let axes = KeyTable("the axes", required: ["kernel", "vcpus"], optional: ["modules", "workload"])
    /// `when:` and the elements of `exclude:`; at least one key is given.
    public static let filter = KeyTable(
        "a filter", required: [], optional: ["kernel", "modules", "vcpus", "workload"])
    /// The elements of `include:`.
    public static let include = KeyTable(
        "an included coordinate", required: ["kernel", "vcpus", "workload"],
        optional: ["modules", "repeat"])
    /// The elements of `allow:`; `title` or `text` is given.
    public static let allow = KeyTable("an allowed report", required: ["reason"], optional: ["title", "text"])
    /// The mapping form of `to:`.
    public static let comparedKernel = KeyTable("the kernel of a comparison", required: ["kernel"])

    /// By `kind:`.
    public static let criteria: [String: KeyTable] = [
        "clean-boot": criterion("a clean-boot criterion"),
        "bound": criterion("a bound criterion", ["metric"], ["at-least", "at-most"]),
        "per-module": criterion("a per-module criterion", ["at-most"]),
        "law": criterion("a law criterion", ["law"]),
        "same-as": criterion("a same-as criterion", ["metric"], ["reference"]),
        "control": criterion("a control criterion", ["metric"], ["at-least", "at-most"]),
        "ratio": criterion("a ratio criterion", ["metric", "to", "at-most"], ["floor", "pooled-over"]),
        "difference": criterion("a difference criterion", ["metric", "to", "at-most"], ["pooled-over"]),
        "scaling": criterion("a scaling criterion", ["metric", "at-most"], ["floor", "over"]),
        "timing": criterion("a timing criterion", ["metric", "at-most"], ["reference"]),
    ]
    /// In the order of documentation.
    public static let criterionKinds = [
        "clean-boot", "bound", "per-module", "law", "same-as", "control", "ratio", "difference", "scaling", "timing",
    ]

    public static let kernel = KeyTable(
        "a kernel", required: ["version", "title", "source"],
        optional: ["config", "patches", "toolchain", "memory", "patience", "caught-by"])
    /// By the key that says which kind it is, in the order of documentation.
    public static let kernelSources: [String: KeyTable] = [
        "package": KeyTable("a source package", required: ["package"]),
        "git": KeyTable("a git source", required: ["git", "revision"]),
        "tarball": KeyTable("a tarball", required: ["tarball"]),
        "prebuilt": KeyTable("a prebuilt kernel", required: ["prebuilt", "modules"], optional: ["config"]),
        "binary-package": KeyTable("a binary package", required: ["binary-package"]),
    ]
    public static let kernelSourceKinds = ["package", "git", "tarball", "prebuilt", "binary-package"]
    public static let kernelConfiguration = KeyTable(
        "a kernel's configuration", required: ["base"], optional: ["fragments", "set"])
    /// The mapping form of a configuration's `base:`.
    public static let kernelConfigurationFile = KeyTable("a configuration to start from", required: ["file"])

    public static let image = KeyTable(
        "an image", required: ["version", "title", "profile", "suite", "variant", "packages", "size"],
        optional: ["remove", "directories", "files"])

    private static func criterion(_ what: String, _ required: [String] = [], _ optional: [String] = []) -> KeyTable {
        KeyTable(what, required: ["name", "kind"] + required, optional: ["when", "needs", "severity"] + optional)
    }

    /// What a criterion of an unknown kind is held against: any key that some kind has.
    static let anyCriterion: KeyTable = {
        var keys: [String] = []
        for kind in criterionKinds {
            for key in criteria[kind]?.keys ?? [] where !keys.contains(key) { keys.append(key) }
        }
        let required = ["name", "kind"]
        return KeyTable("a criterion", required: required, optional: keys.filter { !required.contains($0) })
    }()
}
