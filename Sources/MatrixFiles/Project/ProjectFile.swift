// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Vocabulary

/// The little input that this module does: whole small files and names in a directory.
enum ProjectFile {
    /// The text of a regular file of at most 1 MiB.
    static func text(at path: String, shown: String) throws(MatrixFileError) -> String {
        // Without O_NONBLOCK a named pipe in the file's place would hold us for ever (open(2)).
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("read", shown, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read", shown, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw notAFile(shown) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= YAMLText.sizeLimit {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("read", shown, errno) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = lineOfFirstFault(bytes)
            throw MatrixFileError(
                .init(
                    code: "character", file: shown, line: line, what: "the text is not UTF-8",
                    remedy: "save the file as UTF-8"))
        }
        return text
    }

    /// The names in a directory, sorted.
    static func entries(of path: String, shown: String, isOptional: Bool) throws(MatrixFileError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            var status = stat()
            if isOptional, stat(path, &status) != 0, errno == ENOENT { return [] }
            throw MatrixFileError(
                .init(
                    code: "missing-file", file: shown, what: "this directory cannot be read",
                    remedy: "run in a directory with matrix.yaml, kernels/ and images/, or say which it is"),
                cause: error)
        }
    }

    static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func lineOfFirstFault(_ bytes: [UInt8]) -> Int {
        var line = 1
        for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { return line }
            line += 1
        }
        return 1
    }

    private static func notAFile(_ shown: String) -> MatrixFileError {
        MatrixFileError(
            .init(code: "missing-file", file: shown, what: "this is not a regular file", remedy: "name a YAML file"))
    }

    /// A failed open(2) or read(2) with the errno's text.
    private static func failure(_ action: String, _ shown: String, _ code: Int32) -> MatrixFileError {
        let reason = String(cString: strerror(code))
        let remedy =
            code == ENOENT
            ? "look at the name, or run in the project's directory" : "make the file readable for this user"
        return MatrixFileError(
            .init(
                code: code == ENOENT ? "missing-file" : "unreadable", file: shown,
                what: "cannot \(action) this file: \(reason)", remedy: remedy))
    }
}
