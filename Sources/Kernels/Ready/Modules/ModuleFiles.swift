// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// The module files of a directory `lib/modules/RELEASE`, compressed or not.
struct ModuleFiles: Sendable {
    let directory: String
    /// Paths below the directory, sorted.
    let paths: [String]

    /// What a decompressor is given at once, and so what is unpacked at one time: about 20 MB.
    private static let batch = 150

    init(directory: String) {
        self.directory = directory
        paths = (FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".ko") || Compression(module: $0) != nil && $0.contains(".ko.") }.sorted()
    }

    /// The build-ids by module name. A module without one is left out; where it is loaded it will be seen.
    /// - Parameters:
    ///   - salt: the kernel's; nil where it has none.
    ///   - scratch: an existing directory, which is left empty.
    /// - Throws: `KernelError` for a file that is no module of a 64-bit kernel, or one of another build.
    @concurrent
    func buildIDs(salt: [UInt8]?, scratch: String) async throws -> [String: BuildID] {
        let width = max(1, HostFacts.cpus)
        let batches = stride(from: 0, to: paths.count, by: Self.batch).map {
            Array(paths[$0..<min($0 + Self.batch, paths.count)])
        }
        return try await withThrowingTaskGroup(of: [(String, BuildID)].self) { group in
            var result: [String: BuildID] = [:]
            for (number, batch) in batches.enumerated() {
                if number >= width, let done = try await group.next() {
                    for (name, id) in done { result[name] = id }
                }
                group.addTask { try await ids(of: batch, salt: salt, scratch: "\(scratch)/batch-\(number)") }
            }
            for try await done in group { for (name, id) in done { result[name] = id } }
            return result
        }
    }

    /// The release that a module was built for: the first word of its vermagic (include/linux/vermagic.h); nil where
    /// there is no module, or it does not say.
    @concurrent
    func release(scratch: String) async throws -> String? {
        guard let first = paths.first else { return nil }
        return try await content(of: [first], scratch: scratch + "/first") { _, data in
            data.position(of: "vermagic=").map { start in
                let text = data[(start + 9)...].prefix(80).prefix { $0 != 0 && $0 != 0x20 }
                return String(decoding: text, as: UTF8.self)
            }
        }.first ?? nil
    }

    private func ids(of batch: [String], salt: [UInt8]?, scratch: String) async throws -> [(String, BuildID)] {
        try await content(of: batch, scratch: scratch) { path, data in
            let file: ELFFile
            let (id, own): (BuildID?, [UInt8]?)
            do {
                file = try ELFFile(data)
                (id, own) = (try file.buildID(), try file.buildSalt())
            } catch {
                throw KernelError(
                    .badModules, blame: .user, "this is no module of a 64-bit kernel", at: directory + "/" + path,
                    remedy: "copy it again, whole", cause: error)
            }
            // Others beside `kernel` are built for themselves, against this kernel or an older one.
            if let salt, let own, own != salt, path.hasPrefix("kernel/") {
                throw KernelError(
                    .badModules, blame: .user, "this module is of another build than the kernel (CONFIG_BUILD_SALT)",
                    at: directory + "/" + path, remedy: "name the image and the modules of one build")
            }
            return id.map { (ModuleName.of(path: path), $0) }
        }.compactMap { $0 }
    }

    /// Reads files, those that are compressed from copies of which one process for each kind makes the content.
    private func content<Result>(
        of batch: [String], scratch: String, _ body: (_ path: String, _ data: Data) throws -> Result
    ) async throws -> [Result] {
        let packed = batch.enumerated().compactMap { index, path in
            Compression(module: path).map { (name: "\(index)", form: $0, path: path) }
        }
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        if !packed.isEmpty { try Directories.make(scratch) }
        for (name, form, path) in packed {
            try FileManager.default.copyItem(
                atPath: directory + "/" + path, toPath: "\(scratch)/\(name)\(form.suffix)")
        }
        for (form, files) in Dictionary(grouping: packed, by: \.form) {
            try await form.expand(files.map { $0.name + form.suffix }, in: scratch, of: "a module in \(directory)")
        }
        return try batch.enumerated().map { index, path in
            let isPacked = Compression(module: path) != nil
            let file = isPacked ? "\(scratch)/\(index)" : directory + "/" + path
            return try body(path, try Data(contentsOf: URL(fileURLWithPath: file), options: .mappedIfSafe))
        }
    }
}
