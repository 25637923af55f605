// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixFiles
import MatrixPlan
import Testing

/// The package's own directory, where matrix.yaml, kernels/ and images/ are.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// A small matrix with one place for what a test wants to put in.
enum MatrixText {
    static let known = KnownNames(
        kernels: ["base", "patched", "control", "spare"].compactMap(KernelName.init(rawValue:)),
        images: ["debian"].compactMap(ImageName.init(rawValue:)))

    /// Eight lines; what is passed as `extra` starts on line 9 and `criteria` follows it.
    static func make(
        version: String = "1", title: String = "A test", image: String = "debian", baseline: String = "base",
        kernels: String = "[base, patched, control]", vcpus: String = "[1, 2, 4]", workload: String = "[coldplug]",
        extra: String = "", criteria: String = "  - {name: boots clean, kind: clean-boot}"
    ) -> String {
        """
        version: \(version)
        title: \(title)
        image: \(image)
        baseline: \(baseline)
        axes:
          kernel: \(kernels)
          vcpus: \(vcpus)
          workload: \(workload)
        \(extra.isEmpty ? "" : extra + "\n")criteria:
        \(criteria)

        """
    }

    static func read(_ text: String) throws(MatrixFileError) -> Matrix {
        try MatrixFile.read(text: text, file: "m.yaml", known: known)
    }

    /// What the reader complains about; empty when it does not.
    static func problems(_ text: String) -> [MatrixFileError.Problem] {
        do {
            _ = try read(text)
            return []
        } catch {
            return error.problems
        }
    }

    /// `line:column code key-path`, the short form that tests compare.
    static func summary(_ text: String) -> [String] {
        problems(text).map { problem in
            "\(problem.line ?? 0):\(problem.column ?? 0) \(problem.code) \(problem.keyPath ?? "-")"
        }
    }
}
