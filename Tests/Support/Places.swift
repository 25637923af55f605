// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where tests find what is not code.
public enum Places {
    /// The package's root.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Material that others wrote; tests that read it skip where it is absent.
    public static let corpora = URL(fileURLWithPath: root + "/../shared/corpora").standardizedFileURL.path

    /// Makes a project's directory with the package's own kernels and images, for a test to add to.
    public static func copyDefinitions(to project: String) throws {
        try FileManager.default.createDirectory(atPath: project, withIntermediateDirectories: true)
        for name in ["kernels", "images"] {
            try FileManager.default.copyItem(atPath: "\(root)/\(name)", toPath: "\(project)/\(name)")
        }
    }

    public static var hasCorpora: Bool { FileManager.default.fileExists(atPath: corpora) }
}
