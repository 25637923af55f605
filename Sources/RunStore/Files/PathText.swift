// SPDX-License-Identifier: Apache-2.0

/// Paths as text: one spelling for one place, so that messages and comparisons agree.
struct PathText {
    /// Without empty parts and without a slash at the end.
    let normal: String
    /// The directory above.
    let parent: String
    /// The last part.
    let name: String

    init(_ path: String) {
        let parts = path.split(separator: "/").map(String.init)
        let root = path.hasPrefix("/") ? "/" : ""
        let whole = root + parts.joined(separator: "/")
        let above = root + parts.dropLast().joined(separator: "/")
        normal = whole.isEmpty ? "." : whole
        parent = above.isEmpty ? "." : above
        name = parts.last ?? "run"
    }
}
