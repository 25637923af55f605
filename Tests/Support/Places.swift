// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where tests find what is not code.
public enum Places {
    /// The package's root.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Material that others wrote; tests that read it skip where it is absent.
    public static let corpora = URL(fileURLWithPath: root + "/../shared/corpora").standardizedFileURL.path

    public static var hasCorpora: Bool { FileManager.default.fileExists(atPath: corpora) }
}
