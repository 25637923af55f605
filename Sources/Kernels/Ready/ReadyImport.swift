// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Glibc
import Host
import Vocabulary

/// Makes an entry of the cache from a kernel that somebody else built. What is there is only read.
struct ReadyImport: Sendable {
    let name: String
    let files: ReadyFiles
    /// Whether the modules' directory is ours, and may be moved instead of copied.
    var isOurs = false

    /// Fills a directory like that of a kernel that was built: `bzImage`, `config` and `modules/lib/modules/RELEASE`.
    /// - Parameters:
    ///   - staging: an existing directory.
    ///   - scratch: a directory that is made and removed.
    /// - Returns: what it is, and CONFIG_HZ.
    @concurrent
    func run(into staging: String, scratch: String) async throws -> (identity: KernelIdentity, ticks: Int) {
        try files.check()
        try Directories.make(scratch)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let image = try await KernelImage.read(files.image, scratch: scratch)
        let config = try await configuration(image, scratch: scratch)
        let values = KconfigValues(config: String(decoding: config, as: UTF8.self))
        guard let ticks = Int(values["HZ"]), ticks > 0 else {
            throw KernelError(
                .badImage, blame: .user, "this is no final configuration of a kernel: it has no CONFIG_HZ",
                at: files.config ?? files.image, remedy: "name the .config that the kernel was built with")
        }
        try copy(files.image, to: staging + "/bzImage")
        try write(config, to: staging + "/config")

        let directory = "\(staging)/modules/lib/modules/\(image.release)"
        try await takeModules(to: directory, release: image.release, scratch: scratch)
        let modules = ModuleFiles(directory: directory)
        // Both read every module, on a CPU each.
        async let index: Void = makeIndex(of: directory, root: staging + "/modules", release: image.release)
        let ids = try await modules.buildIDs(salt: image.salt, scratch: scratch)
        try await index
        _ = try BootDrivers.early(
            config: values, index: ModuleIndex(directory: directory), kernel: name, at: files.modules)
        return (KernelIdentity(release: image.release, kernel: image.buildID, modules: ids), ticks)
    }

    private func configuration(_ image: KernelImage, scratch: String) async throws -> Data {
        if let data = files.configuration(release: image.release) { return data }
        if let data = try await image.embeddedConfig(scratch: scratch) { return data }
        throw KernelError(
            .badImage, blame: .user,
            "the configuration of this kernel is not in it, and not beside it as config-\(image.release)",
            at: files.image, remedy: "name its .config under `config:` of `source:`")
    }

    private func takeModules(to directory: String, release: String, scratch: String) async throws {
        let found = ModuleFiles(directory: files.modules)
        guard !found.paths.isEmpty else {
            throw KernelError(
                .badModules, blame: .user, "there is no module in this directory", at: files.modules,
                remedy: "name the directory lib/modules/\(release) that `make modules_install` made")
        }
        if let other = try await found.release(scratch: scratch), other != release {
            throw KernelError(
                .badModules, blame: .user,
                "these modules are of \(SafeText.line(other, limit: 64)), and the kernel is \(release)",
                at: files.modules, remedy: "name the image and the modules of one build")
        }
        try Directories.make((directory as NSString).deletingLastPathComponent)
        if isOurs {
            guard rename(files.modules, directory) == 0 else { throw HostError.file("move", directory, errno: errno) }
        } else {
            try ModuleTree.copy(files.modules, to: directory)
        }
    }

    /// depmod(8), where its files are not there, as in a package before its installation.
    private func makeIndex(of directory: String, root: String, release: String) async throws {
        let needed = ["modules.dep", "modules.dep.bin", "modules.alias.bin"]
        if needed.allSatisfy({ access("\(directory)/\($0)", R_OK) == 0 }) { return }
        let command = Command("depmod", ["-b", root, release], environment: KbuildEnvironment.current)
        let result: CommandResult
        do {
            result = try await command.run()
        } catch let error as HostError where error.kind == .commandNotFound {
            throw KernelError(
                .badModules, blame: .host, "these modules have no modules.dep, and depmod is not installed",
                at: files.modules, remedy: DistributionPackages.installation(of: ["kmod"]), cause: error)
        }
        guard result.succeeded, access(directory + "/modules.dep", R_OK) == 0 else {
            throw KernelError(
                .badModules, blame: .user,
                "these modules have no modules.dep, and depmod makes none: "
                    + SafeText.line(result.tail.last ?? "status \(result.status)"),
                at: files.modules, remedy: "run depmod on them, or copy them again")
        }
    }

    private func copy(_ path: String, to target: String) throws {
        do {
            try FileManager.default.copyItem(atPath: path, toPath: target)
        } catch {
            throw HostError(.file, "cannot copy to the cache", at: path, remedy: "free disk space", cause: error)
        }
        // A distribution's may be for root alone.
        chmod(target, 0o644)
    }

    private func write(_ data: Data, to path: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path))
        } catch {
            throw HostError(.file, "cannot write to the cache", at: path, remedy: "free disk space", cause: error)
        }
    }
}
