// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// A directory with `matrix.yaml`, `kernels/` and `images/`. Reads when asked and keeps nothing, so that an edit is
/// seen by the next call.
public struct ProjectFiles: Sendable {
    /// As given; file names in messages are relative to it.
    public let root: String

    public init(root: String) { self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root }

    /// The names of `kernels/*.yaml`, sorted. A file whose name could not be a kernel's is not one; nor is one that names
    /// a format, which a matrix adds.
    public func kernelNames() throws(MatrixFileError) -> [KernelName] {
        try names("kernels", ending: ".yaml").compactMap(KernelName.init(rawValue:)).filter { $0 == $0.base }
    }

    /// The names of `images/*.yaml`, sorted.
    public func imageNames() throws(MatrixFileError) -> [ImageName] {
        try names("images", ending: ".yaml").compactMap(ImageName.init(rawValue:))
    }

    /// What a matrix of this project may name.
    public func known() throws(MatrixFileError) -> KnownNames {
        KnownNames(kernels: try kernelNames(), images: try imageNames())
    }

    /// - Parameter path: relative to the root, or absolute; `matrix.yaml` of the root when nil.
    public func matrix(at path: String? = nil) throws(MatrixFileError) -> Matrix {
        let path = path ?? "matrix.yaml"
        let name = path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
        let text = try ProjectFile.text(at: path.hasPrefix("/") ? path : "\(root)/\(path)", shown: name)
        return try MatrixFile.read(text: text, file: name, known: try known(), lists: self)
    }

    /// The kernel's definition, whatever the row's format; each fragment and patch that it names is there.
    public func kernel(_ row: KernelName) throws(MatrixFileError) -> KernelDefinition {
        let name = row.base
        let file = "kernels/\(name).yaml"
        let text = try ProjectFile.text(at: "\(root)/\(file)", shown: file)
        let parts = KernelParts(
            fragments: try names("kernels/fragments", ending: ".config", isOptional: true),
            patches: try names("kernels/patches", ending: "", isOptional: true, directories: true))
        return try KernelFile.read(text: text, file: file, name: name, known: parts)
    }

    public func image(_ name: ImageName) throws(MatrixFileError) -> ImageRecipe {
        let file = "images/\(name).yaml"
        return try ImageFile.read(
            text: try ProjectFile.text(at: "\(root)/\(file)", shown: file), file: file, name: name)
    }

    /// Paths of the definition's fragments in its order, each a regular file.
    public func fragmentPaths(of definition: KernelDefinition) throws(MatrixFileError) -> [String] {
        var paths: [String] = []
        for name in definition.build?.configuration.fragments ?? [] {
            paths.append(try existing("kernels/fragments", name, ".config"))
        }
        return paths
    }

    /// Paths of the definition's patches in its order, each a regular file or a directory.
    public func patchPaths(of definition: KernelDefinition) throws(MatrixFileError) -> [String] {
        var paths: [String] = []
        for name in definition.build?.patches ?? [] {
            paths.append(try existing("kernels/patches", name, "", directories: true))
        }
        return paths
    }

    private func existing(
        _ directory: String, _ name: String, _ ending: String, directories: Bool = false
    ) throws(MatrixFileError) -> String {
        let file = "\(directory)/\(name)\(ending)"
        let isThere =
            ProjectFile.isRegular("\(root)/\(file)") || directories && ProjectFile.isDirectory("\(root)/\(file)")
        guard PartName.isPlain(name), isThere else {
            throw MatrixFileError(
                .init(code: "missing-file", file: file, what: "there is no such file", remedy: "restore the file"))
        }
        return "\(root)/\(file)"
    }

    private func names(
        _ directory: String, ending: String, isOptional: Bool = false, directories: Bool = false
    ) throws(MatrixFileError) -> [String] {
        let entries = try ProjectFile.entries(of: "\(root)/\(directory)", shown: directory, isOptional: isOptional)
        return entries.filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }
            .map { String($0.dropLast(ending.count)) }
            .filter { name in
                let path = "\(root)/\(directory)/\(name)\(ending)"
                return ProjectFile.isRegular(path) || directories && ProjectFile.isDirectory(path)
            }
    }
}
