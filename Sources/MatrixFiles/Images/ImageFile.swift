// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// Reads an `images/NAME.yaml`, version 1 (docs/matrix.md).
public enum ImageFile {
    /// mmdebstrap(1), `--variant`.
    static let variants = [
        "extract", "custom", "essential", "apt", "required", "minbase", "buildd", "important", "standard",
    ]
    static let sizeRange: ClosedRange<Int64> = (16 << 20)...(64 << 30)

    /// - Parameters:
    ///   - text: the file's content, untrusted.
    ///   - file: its name in messages.
    /// - Throws: every problem of the file at once.
    public static func read(text: String, file: String, name: ImageName) throws(MatrixFileError) -> ImageRecipe {
        let problems = Problems(file: file)
        let recipe = YAMLText.root(of: text, problems).flatMap { read($0, name, problems) }
        return try problems.result(recipe)
    }

    private static func read(_ root: Value, _ name: ImageName, _ problems: Problems) -> ImageRecipe? {
        guard FileVersion.isSupported(root), let fields = Fields(root, FileKeys.image) else { return nil }
        let title = fields["title"]?.text()
        let profile = fields["profile"].flatMap(readProfile)
        let suite = fields["suite"].flatMap(readSuite)
        let variant = fields["variant"].flatMap(readVariant)
        let packages = fields["packages"].flatMap { readList($0, PackageName.read) }
        let remove = fields["remove"].map { readList($0, GuestPath.readPattern) } ?? []
        let directories = fields["directories"].map { readList($0, GuestPath.read) } ?? []
        let files = fields["files"].map(readFiles) ?? [:]
        let size = fields["size"]?.size(in: sizeRange, "size")
        guard problems.isEmpty, let title, let profile, let suite, let variant, let packages, let remove,
            let directories, let files, let size
        else { return nil }
        return ImageRecipe(
            name: name, title: title, profile: profile, suite: suite, variant: variant, packages: packages,
            remove: remove, directories: directories, files: files, size: size)
    }

    private static func readProfile(_ value: Value) -> ImageRecipe.Profile? {
        guard let text = value.text() else { return nil }
        guard let profile = ImageRecipe.Profile(rawValue: text) else {
            value.problem(
                "bad-value", "there is no profile \(value.kind)",
                Closest.remedy(for: text, among: [ImageRecipe.Profile.minimal.rawValue]))
            return nil
        }
        return profile
    }

    private static func readSuite(_ value: Value) -> String? {
        guard let text = value.text(limit: 60) else { return nil }
        guard PartName.isPlain(text), text == text.lowercased() else {
            value.problem("bad-name", "\(value.kind) is not a suite", "write one such as bookworm")
            return nil
        }
        return text
    }

    private static func readVariant(_ value: Value) -> String? {
        guard let text = value.text() else { return nil }
        guard variants.contains(text) else {
            value.problem(
                "bad-value", "mmdebstrap has no variant \(value.kind)", Closest.remedy(for: text, among: variants))
            return nil
        }
        return text
    }

    private static func readFiles(_ value: Value) -> [String: String]? {
        guard let pairs = value.pairs("a mapping of paths to texts") else { return nil }
        var files: [String: String] = [:]
        for pair in pairs {
            guard let path = GuestPath.read(pair.key) else { continue }
            guard let text = pair.value.raw else {
                pair.value.wrongType("the file's text", "write it after `|`")
                continue
            }
            files[path] = text
        }
        return files.count == pairs.count ? files : nil
    }

    private static func readList(_ value: Value, _ read: (Value) -> String?) -> [String]? {
        guard let elements = value.elements() else { return nil }
        let items = elements.compactMap { element in read(element).map { ($0, element) } }
        let distinct = Value.withoutRepetition(items)
        return distinct.count == elements.count ? distinct : nil
    }
}
