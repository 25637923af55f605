// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The files that a matrix takes lists from: relative to the file that names them, and in the project.
extension ProjectFiles: ListSource {
    public func list(_ path: String, from file: String) throws(MatrixFileError) -> (name: String, text: String) {
        guard !path.hasPrefix("/"), !path.hasPrefix("~"), !path.hasPrefix("-"), path.utf8.allSatisfy({ $0 != 0 }) else {
            throw MatrixFileError(
                .init(
                    code: "bad-path", file: file, what: "a list is named by its path from this file's directory",
                    remedy: "write a relative path, such as criteria/loader.yaml"))
        }
        let base = URL(filePath: file.hasPrefix("/") ? file : "\(root)/\(file)").deletingLastPathComponent()
        let place = base.appending(path: path).standardizedFileURL.resolvingSymlinksInPath().path
        let project = URL(filePath: root).standardizedFileURL.resolvingSymlinksInPath().path
        // Where a link leads counts, and not how it is written: a pull request may add one.
        guard place.hasPrefix(project == "/" ? "/" : project + "/") else {
            throw MatrixFileError(
                .init(
                    code: "bad-path", file: file, what: "this leads out of the project",
                    remedy: "copy the list into the project"))
        }
        let name = String(place.dropFirst(project == "/" ? 1 : project.utf8.count + 1))
        return (name, try ProjectFile.text(at: place, shown: name))
    }
}
