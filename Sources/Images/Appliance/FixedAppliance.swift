// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Glibc
import Host
import MatrixPlan
import Vocabulary

/// libguestfs's appliance, put together by us with one of our kernels.
///
/// libguestfs would run supermin itself, but then the kernel has to be named in this process's environment, which other
/// threads read meanwhile (setenv(3) is not thread-safe), and it looks for /boot and /lib/modules. Run by us, supermin
/// has an environment of its own, and libguestfs takes the result as a fixed appliance
/// (libguestfs-make-fixed-appliance(1)). It is not kept: it is made of the host's own files, which change with every
/// upgrade, in five seconds, and is needed once for an image.
enum FixedAppliance {
    /// Sparse; the appliance takes about 300 MiB of it.
    private static let rootSize = "1G"

    /// - Parameters:
    ///   - supermin: libguestfs's `supermin.d`.
    ///   - workspace: the directory is made in here.
    /// - Returns: the appliance's directory.
    static func make(
        kernel: KernelArtifact, supermin: String, workspace: borrowing Workspace, log: String
    ) async throws -> String {
        let modules = try modulesDirectory(for: kernel, workspace: workspace)
        let directory = workspace.path + "/appliance"
        let scratch = try workspace.directory("namespace")
        let command = command(kernel: kernel, modules: modules, supermin: supermin, output: directory)
        let mountPoint = try await ModulesMountPoint.choose(scratch: scratch)
        let result = try await mountPoint.run(command, scratch: scratch, log: log)
        do {
            try result.checked()
        } catch {
            throw ImageError(
                .appliance, "libguestfs's appliance cannot be put together", at: log,
                remedy: "read the log; `apt-get install --reinstall libguestfs0 supermin` if files are missing",
                cause: error)
        }
        if mountPoint == .overlay, geteuid() != 0 { try await dropSetUserID(in: directory, log: log) }
        // Its presence is what tells libguestfs that nothing needs to be built.
        guard FileManager.default.createFile(atPath: directory + "/README.fixed", contents: nil) else {
            throw HostError.file("write", directory + "/README.fixed", errno: errno)
        }
        return directory
    }

    /// supermin(1), `--build`; the variables are under "ENVIRONMENT VARIABLES".
    static func command(kernel: KernelArtifact, modules: String, supermin: String, output: String) -> Command {
        Command(
            "supermin",
            ["--build", "--verbose", "--copy-kernel", "--format", "ext2", "--size", rootSize, supermin, "-o", output],
            environment: [
                "SUPERMIN_KERNEL": kernel.bzImage, "SUPERMIN_KERNEL_VERSION": kernel.identity.release,
                "SUPERMIN_MODULES": modules,
            ])
    }

    /// In a user's own namespace the host's root is nobody, and its set-user-ID programs would make the appliance's root
    /// nobody as well: mount(8) would refuse it. Without the bit they do what their caller may, which is everything.
    private static func dropSetUserID(in appliance: String, log: String) async throws {
        let script = appliance + "/debugfs.txt"
        try ["mount", "umount"].map { "set_inode_field /usr/bin/\($0) mode 0100755\n" }.joined()
            .write(toFile: script, atomically: false, encoding: .utf8)
        try await Command("/sbin/debugfs", ["-w", "-f", script, appliance + "/root"]).run(log: log).checked()
    }

    private static func modulesDirectory(for kernel: KernelArtifact, workspace: borrowing Workspace) throws -> String {
        switch ApplianceKernel.support(modulesDirectory: kernel.modulesDirectory) {
        case .needsModules: return kernel.modulesDirectory
        case .builtIn:
            let empty = try workspace.directory("no-modules/" + kernel.identity.release)
            guard FileManager.default.createFile(atPath: empty + "/modules.dep", contents: nil) else {
                throw HostError.file("write", empty + "/modules.dep", errno: errno)
            }
            return empty
        case .lacks(let drivers):
            throw ImageError(
                .applianceKernel, blame: .user,
                "kernel \(kernel.name) cannot run libguestfs's appliance: it has no \(drivers.joined(separator: ", "))",
                at: kernel.modulesDirectory,
                remedy:
                    "add kernels/fragments/appliance.config to its configuration, or build the image with another kernel first"
            )
        }
    }
}
