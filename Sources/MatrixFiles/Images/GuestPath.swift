// SPDX-License-Identifier: Apache-2.0

/// Paths inside the guest's root file system. They are joined to a directory of the host while the image is made, so
/// none of them may lead out of it.
enum GuestPath {
    /// A path below the root, with or without a leading slash.
    static func read(_ value: Value) -> String? { read(value, extra: "") }

    /// The same with the wildcards of dpkg's path-exclude (dpkg(1)): `*`, `?` and `[...]`.
    static func readPattern(_ value: Value) -> String? { read(value, extra: "*?[]") }

    private static func read(_ value: Value, extra: String) -> String? {
        guard let text = value.text(limit: 200) else { return nil }
        let allowed = Set("/._+-@:,=~".utf8).union(extra.utf8)
        let isPlain = text.utf8.allSatisfy { PartName.isLetterOrDigit($0) || allowed.contains($0) }
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        let leadsOut = parts.contains("..") || parts.contains(".")
        guard isPlain, !parts.isEmpty, !leadsOut, !text.contains("//"), !text.hasPrefix("-") else {
            value.problem(
                "bad-path", "\(value.kind) is not a path in the image",
                "write a path such as usr/lib/modules, without `..`, spaces or empty parts")
            return nil
        }
        return text
    }
}
