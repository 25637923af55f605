// SPDX-License-Identifier: Apache-2.0

/// A path on the host: absolute, below the user's home (`~/`), or relative to the directory of the file that names it.
/// What it leads to is for those to say who open it.
enum PathText {
    static func read(_ value: Value) -> String? {
        guard let text = value.text(limit: 1000) else { return nil }
        guard !text.hasPrefix("-"), text != "~", !text.hasPrefix("~") || text.hasPrefix("~/") else {
            value.problem(
                "bad-value", "\(value.kind) is no path", "write an absolute path, `~/...`, or one relative to this file"
            )
            return nil
        }
        return text
    }
}
