// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BuildLog
import Foundation
import Glibc
import Host
import Vocabulary

/// Copies what a guest needs from the object directory to where it is kept.
struct KernelCollector {
    let kbuild: Kbuild
    /// An empty directory.
    let staging: String
    let log: String

    /// - Returns: the build-ids of what was copied.
    func collect() async throws -> KernelIdentity {
        let release = try text("include/config/kernel.release").trimmed
        guard !release.isEmpty, !release.contains("/") else { throw bad("the kernel's release cannot be read") }
        for (from, to) in [
            ("arch/x86/boot/bzImage", "bzImage"), (".config", "config"), ("System.map", "System.map"),
        ] {
            try copy(kbuild.objects + "/" + from, to: to)
        }
        try await installModules(release)
        let identity = try await identify(release)
        try copy(log, to: "build.log")
        return identity
    }

    /// Uncompressed and with their symbols: kmod 30 loads compressed modules with init_module(2), which goes round the
    /// kernel's own guard against duplicates. depmod(8) is run by the target itself.
    private func installModules(_ release: String) async throws {
        let root = staging + "/modules"
        let install = kbuild.command(["modules_install"], variables: ["INSTALL_MOD_PATH": root])
        let result = try await kbuild.run(install, log: log)
        guard result.succeeded else {
            var reader = BuildLogReader(tree: kbuild.tree)
            for line in result.tail { reader.read(line) }
            throw KernelError.build(
                reader.diagnosis, what: "make modules_install failed", status: result.status, log: log)
        }
        let directory = "\(root)/lib/modules/\(release)"
        // These point into the object directory, which will soon hold another kernel.
        for link in ["build", "source"] { unlink(directory + "/" + link) }
        guard access(directory + "/modules.dep", R_OK) == 0 else {
            throw bad("modules_install made no modules.dep for \(release): depmod did not run")
        }
    }

    @concurrent
    private func identify(_ release: String) async throws -> KernelIdentity {
        let kernel = try buildID(kbuild.objects + "/vmlinux")
        let directory = "\(staging)/modules/lib/modules/\(release)"
        var modules: [String: BuildID] = [:]
        for path in FileManager.default.enumerator(atPath: directory)?.compactMap({ $0 as? String }) ?? []
        where path.hasSuffix(".ko") {
            modules[ModuleName.of(path: path)] = try buildID(directory + "/" + path)
        }
        return KernelIdentity(release: release, kernel: kernel, modules: modules)
    }

    private func buildID(_ path: String) throws -> BuildID {
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
            if let id = try ELFFile(data).buildID() { return id }
        } catch {
            throw KernelError(.badArtifact, blame: .harness, "the build-id cannot be read", at: path, cause: error)
        }
        throw KernelError(
            .badArtifact, blame: .host, "there is no build-id in it", at: path,
            remedy: "use a linker that knows --build-id=sha1")
    }

    private func text(_ name: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: kbuild.objects + "/" + name) else {
            throw bad("the build left no \(name)")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private func copy(_ path: String, to name: String) throws {
        do {
            try FileManager.default.copyItem(atPath: path, toPath: staging + "/" + name)
        } catch {
            throw HostError(.file, "cannot copy to the cache", at: path, remedy: "free disk space", cause: error)
        }
    }

    private func bad(_ what: String) -> KernelError {
        KernelError(.badArtifact, blame: .harness, what, remedy: "read \(log)")
    }
}
