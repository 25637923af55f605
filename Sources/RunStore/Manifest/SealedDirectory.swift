// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A directory with a manifest: written beside its place, synced, then moved there in one step.
enum SealedDirectory {
    /// Fills a new directory at `path` with files, their manifest and the given empty subdirectories; everything is
    /// on disk when it returns. On an error the caller removes the directory.
    static func fill(_ path: String, with files: [StoredFile], subdirectories: [String]) throws(RunStoreError) {
        try FileWriting.makeDirectory(path)
        for name in subdirectories { try FileWriting.makeDirectory("\(path)/\(name)") }
        for file in files {
            try FileWriting.write(file.bytes, to: "\(path)/\(file.name)", mode: file.isProgram ? 0o755 : 0o644)
        }
        try FileWriting.write(Manifest(of: files).bytes, to: "\(path)/\(Manifest.fileName)")
        // After all are written, so that one commit of the file system's journal can take several of an attempt's
        // seventy files.
        for file in files { try FileWriting.syncFile("\(path)/\(file.name)") }
        try FileWriting.syncFile("\(path)/\(Manifest.fileName)")
        for name in subdirectories { try FileWriting.syncDirectory("\(path)/\(name)") }
        try FileWriting.syncDirectory(path)
    }

    /// The files that the manifest names, each with the length and checksum that it says.
    static func read(_ path: String) throws(RunStoreError) -> [String: [UInt8]] {
        let place = "\(path)/\(Manifest.fileName)"
        let written: [UInt8]
        do {
            written = try FileReading.bytes(of: place, limit: Manifest.sizeLimit)
        } catch {
            throw .unreadable("the manifest cannot be read", at: place, cause: error)
        }
        guard let manifest = Manifest(bytes: written) else { throw .unreadable("the manifest is damaged", at: place) }
        var files: [String: [UInt8]] = [:]
        for entry in manifest.entries {
            let file = "\(path)/\(entry.name)"
            let bytes: [UInt8]
            do {
                bytes = try FileReading.bytes(of: file, limit: entry.length)
            } catch {
                throw .unreadable("a stored file cannot be read", at: file, cause: error)
            }
            guard bytes.count == entry.length else {
                throw .unreadable("the file has \(bytes.count) of \(entry.length) bytes", at: file)
            }
            guard CRC32.of(bytes) == entry.checksum else {
                throw .unreadable("the file is not what was stored: its checksum differs", at: file)
            }
            files[entry.name] = bytes
        }
        return files
    }

    /// Names in the directory that its manifest does not know. They are never read.
    static func strangers(_ path: String, known: some Sequence<String>) -> [String] {
        let known = Set(known).union([Manifest.fileName, AttemptFiles.core] + AttemptFiles.directories)
        var names = (try? FileReading.entries(of: path)) ?? []
        for directory in AttemptFiles.directories where FileReading.isDirectory("\(path)/\(directory)") {
            names += ((try? FileReading.entries(of: "\(path)/\(directory)")) ?? []).map { "\(directory)/\($0)" }
        }
        return names.filter { !known.contains($0) }
    }
}
