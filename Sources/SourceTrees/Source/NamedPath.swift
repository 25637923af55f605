// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A path as a user writes it in one of the project's files.
public enum NamedPath {
    /// - Parameters:
    ///   - text: absolute, below the home directory (`~/`), or relative.
    ///   - directory: that of the file that names it.
    /// - Returns: an absolute path without `.` and `..`; symbolic links in it are not followed.
    public static func absolute(_ text: String, in directory: String) -> String {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()
        let path =
            if text.hasPrefix("/") {
                text
            } else if text.hasPrefix("~/") {
                home + text.dropFirst()
            } else {
                directory + "/" + text
            }
        return URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
