// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// Where the matrix and its definitions are.
struct ProjectOptions: ParsableArguments {
    @Option(name: .long, help: "The matrix to run; default: matrix.yaml of the project.")
    var matrix: String?

    @Option(
        name: .long,
        help: "The directory that holds kernels/ and images/; default: beside the matrix, here, or the installed one.")
    var project: String?

    /// The project's directory: the first that has `kernels`.
    var root: String {
        if let project { return absolute(project) }
        var candidates: [String] = []
        if let matrix { candidates.append((absolute(matrix) as NSString).deletingLastPathComponent) }
        candidates.append(FileManager.default.currentDirectoryPath)
        if let executable = Bundle.main.executableURL {
            let prefix = executable.deletingLastPathComponent().deletingLastPathComponent()
            candidates.append(prefix.appendingPathComponent("share/bootmatrix").path)
        }
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/kernels") } ?? candidates[0]
    }

    /// The matrix that was named, as an absolute path; nil for the project's own.
    var absoluteMatrix: String? { matrix.map { absolute($0) } }

    private func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
