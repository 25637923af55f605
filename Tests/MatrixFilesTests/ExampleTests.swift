// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixFiles
import MatrixPlan
import Testing

/// docs/examples: matrices beside the default one, that a reader is told to run.
@Suite struct ExampleTests {
    private static let directory = "docs/examples"

    static let files: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(packageRoot)/\(directory)")) ?? [])
        .filter { $0.hasSuffix(".yaml") }.sorted()

    @Test func thereAreSome() { #expect(Self.files.count >= 2) }

    @Test(arguments: files) func everyExampleCanBeRunAsItIs(file: String) throws {
        let project = ProjectFiles(root: packageRoot)
        let matrix = try project.matrix(at: "\(Self.directory)/\(file)")
        for name in matrix.kernels.bases { _ = try project.kernel(name) }
        _ = try project.image(matrix.image)
        // What it is for stands in a document that names it.
        let pages = try ["docs/module-compression.md", "kernels/README.md"].map {
            try String(contentsOfFile: "\(packageRoot)/\($0)", encoding: .utf8)
        }
        #expect(pages.contains { $0.contains(file) })
    }
}
