// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// The names that a matrix may use: whoever calls knows the directories, this module only the text.
public struct KnownNames: Hashable, Sendable {
    public var kernels: [KernelName]
    public var images: [ImageName]

    public init(kernels: [KernelName], images: [ImageName]) {
        self.kernels = kernels
        self.images = images
    }
}

/// Reads a matrix.yaml, version 1 (docs/matrix.md).
public enum MatrixFile {
    /// - Parameters:
    ///   - text: the file's content, untrusted.
    ///   - file: its name in messages.
    ///   - lists: where `extends:` finds files; without it that key is a mistake.
    /// - Throws: every problem of the file, and of those that it extends, at once.
    public static func read(
        text: String, file: String, known: KnownNames, lists: (any ListSource)? = nil
    ) throws(MatrixFileError) -> Matrix {
        let problems = Problems(file: file)
        let matrix = YAMLText.root(of: text, problems).flatMap { root in
            MatrixReader(known: known, lists: lists, problems: problems).read(root)
        }
        return try problems.result(matrix)
    }
}

/// The version that starts every file.
enum FileVersion {
    static let supported = 1

    /// False after an unknown version, whose other keys may mean anything.
    static func isSupported(_ root: Value) -> Bool {
        guard let version = root.peek("version") else { return true }
        guard version.raw == String(supported), version.isPlain else {
            version.problem(
                "unknown-version", "version \(version.kind) is not known", "write `version: \(supported)`")
            return false
        }
        return true
    }
}

/// Where the criteria are read against: what the matrix boots, as far as it could be read.
struct Scene {
    var coordinates: [Coordinates]
    var baseline: KernelName
    /// Boots of each coordinate that is not in `ownRepeats`.
    var repeats: Int
    var ownRepeats: [Coordinates: Int]
    /// The names of all criteria by their place in the list; nil where there is none.
    var criterionNames: [String?] = []

    var kernels: [KernelName] { coordinates.map(\.kernel).withoutRepetition }
    var vcpus: [Int] { coordinates.map(\.vcpus).withoutRepetition }
    var workloads: [WorkloadName] { coordinates.map(\.workload).withoutRepetition }

    func repeats(of place: Coordinates) -> Int { ownRepeats[place] ?? repeats }
}
