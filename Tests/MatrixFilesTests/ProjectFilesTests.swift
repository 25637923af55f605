// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixFiles
import MatrixPlan
import Testing
import Vocabulary

@Suite struct ProjectFilesTests {
    /// A project of its own, removed when the test ends.
    private func withProject(_ body: (String) throws -> Void) throws {
        let root = NSTemporaryDirectory() + "/bootmatrix-project-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        for directory in ["kernels/fragments", "kernels/patches", "images"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(directory)", withIntermediateDirectories: true)
        }
        try body(root)
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    private let kernel = """
        version: 1
        title: A kernel
        source: {package: linux-source-6.12}
        config: {base: allnoconfig, fragments: [guest]}
        """

    @Test func namesAreThoseOfFiles() throws {
        try withProject { root in
            try write(kernel, root + "/kernels/b.yaml")
            try write(kernel, root + "/kernels/a.yaml")
            try write(kernel, root + "/kernels/.hidden.yaml")
            try write(kernel, root + "/kernels/Big Name.yaml")
            try write(kernel, root + "/kernels/a+xz.yaml")
            try write(kernel, root + "/kernels/notes.txt")
            try FileManager.default.createDirectory(
                atPath: root + "/kernels/dir.yaml", withIntermediateDirectories: false)
            #expect(try ProjectFiles(root: root).kernelNames().map(\.rawValue) == ["a", "b"])
            #expect(try ProjectFiles(root: root + "/").known().images.isEmpty)
        }
    }

    @Test func aMissingFragmentIsFoundAtItsLine() throws {
        try withProject { root in
            try write(kernel, root + "/kernels/a.yaml")
            let project = ProjectFiles(root: root)
            let error = #expect(throws: MatrixFileError.self) { try project.kernel(KernelName(unchecked: "a")) }
            #expect(error?.location == "kernels/a.yaml:4:41")
            try write("CONFIG_SMP=y\n", root + "/kernels/fragments/guest.config")
            let definition = try project.kernel(KernelName(unchecked: "a"))
            #expect(try project.kernel(KernelName(unchecked: "a+xz")) == definition)
            #expect(try project.fragmentPaths(of: definition) == [root + "/kernels/fragments/guest.config"])
            try FileManager.default.removeItem(atPath: root + "/kernels/fragments/guest.config")
            #expect(throws: MatrixFileError.self) { try project.fragmentPaths(of: definition) }
        }
    }

    /// A directory of patches is named as a patch is.
    @Test func patchesMayBeDirectories() throws {
        try withProject { root in
            try write(
                kernel.replacing("[guest]", with: "[]") + "\npatches: [one.patch, series]\n", root + "/kernels/a.yaml")
            try write("", root + "/kernels/patches/one.patch")
            let project = ProjectFiles(root: root)
            #expect(throws: MatrixFileError.self) { try project.kernel(KernelName(unchecked: "a")) }
            try FileManager.default.createDirectory(
                atPath: root + "/kernels/patches/series", withIntermediateDirectories: false)
            let definition = try project.kernel(KernelName(unchecked: "a"))
            #expect(
                try project.patchPaths(of: definition)
                    == ["one.patch", "series"].map { "\(root)/kernels/patches/\($0)" })
        }
    }

    @Test func filesThatAreNotTextAreRefused() throws {
        try withProject { root in
            let project = ProjectFiles(root: root)
            func code(_ path: String) -> String? {
                do {
                    _ = try project.matrix(at: path)
                    return nil
                } catch {
                    return error.code
                }
            }
            #expect(code("absent.yaml") == "missing-file")
            #expect(code("kernels") == "missing-file")
            try Data([0x61, 0x0A, 0xFF, 0xFE]).write(to: URL(filePath: root + "/binary.yaml"))
            #expect(code("binary.yaml") == "character")
            try write(String(repeating: "#", count: 3 << 20), root + "/large.yaml")
            #expect(code("large.yaml") == "too-large")
            #expect(mkfifo(root + "/pipe.yaml", 0o600) == 0)
            #expect(code("pipe.yaml") == "missing-file")
        }
    }

    @Test func aDirectoryThatIsNoProjectSaysSo() throws {
        let project = ProjectFiles(root: "/nonexistent")
        let error = #expect(throws: MatrixFileError.self) { try project.known() }
        #expect(error?.code == "missing-file")
        #expect(error?.remedy != nil)
    }
}
