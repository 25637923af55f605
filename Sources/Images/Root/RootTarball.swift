// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import MatrixPlan
import Vocabulary

/// The root file system as mmdebstrap makes it from Debian packages: a tarball, the same bytes for the same packages.
struct RootTarball: Sendable {
    let recipe: ImageRecipe
    /// An extract hook that writes /usr/lib/bootmatrix/image.txt.
    let hook: String

    static let name = "root.tar"
    /// What mmdebstrap needs while it works, for packages of tens of megabytes.
    static let space = ByteCount.mebibytes(400)

    /// Names everything that the tarball follows from and that is known before it is made.
    func key(candidates: [String]) throws -> String {
        var hash = ContentHash()
        hash.add("command", arguments(hook: "HOOK").joined(separator: "\n"))
        hash.add("suite", recipe.suite)
        hash.add("name", recipe.name.rawValue)
        hash.add("candidates", candidates.joined(separator: "\n"))
        try hash.add("hook", file: hook)
        return hash.finish()
    }

    /// - Parameter directory: an empty one that gets `root.tar`.
    func make(in directory: String, workspace: borrowing Workspace, log: String) async throws {
        let lines = AptSources.lines(targets: try await AptSources.query.output(), suite: recipe.suite)
        var sources: String?
        if !lines.isEmpty {
            let path = workspace.path + "/sources.list"
            try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: false, encoding: .utf8)
            sources = path
        }
        let user = geteuid()
        // The subordinate user IDs of user_namespaces(7) cannot enter a home directory of mode 0700; mmdebstrap's own
        // choice for them is /tmp.
        let isOwn = user == 0 || isOneUserEnough
        let temporary = isOwn ? try workspace.directory("mmdebstrap") : nil
        let command = command(output: directory + "/" + Self.name, sources: sources, temporary: temporary, user: user)
        let result = try await command.run(log: log)
        guard !result.succeeded else { return }
        throw Self.failure(status: result.status, lines: result.tail, recipe: recipe, log: log)
    }

    /// mmdebstrap(1), up to the suite, the target and the sources.
    func arguments(hook: String) -> [String] {
        var arguments = [
            "--mode=auto", "--variant=\(recipe.variant)", "--format=tar", "--architectures=amd64",
            // Debian has had one /usr since bookworm; `extract` runs no script that would make the links.
            "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr",
        ]
        if !recipe.packages.isEmpty { arguments.append("--include=" + recipe.packages.joined(separator: ",")) }
        arguments += recipe.remove.map { "--dpkgopt=path-exclude=" + GuestPath.absolute($0) }
        arguments.append("--extract-hook=\(hook)")
        // mmdebstrap copies both from the host: they would make images differ between hosts, and are no guest's
        // business. `extract` has no later hook than this, the other variants need both files until the last one.
        let last = recipe.variant == "extract" ? "extract" : "customize"
        arguments.append("--\(last)-hook=" + #"rm -f "$1/etc/hostname" "$1/etc/resolv.conf""#)
        return arguments
    }

    /// - Parameters:
    ///   - sources: a file in the format of sources.list(5); nil for the suite's public mirrors.
    ///   - temporary: where mmdebstrap unpacks; nil for its own choice.
    ///   - user: who runs it.
    func command(output: String, sources: String?, temporary: String?, user: uid_t) -> Command {
        var arguments = arguments(hook: hook) + [recipe.suite, output]
        if let sources { arguments.append(sources) }
        var environment: [String: String?] = [
            "LC_ALL": "C", "BOOTMATRIX_RECIPE": recipe.name.rawValue,
            // Times later than this are set to it; kernels are built as of the same date.
            "SOURCE_DATE_EPOCH": "946684800",
        ]
        if let temporary { environment["TMPDIR"] = temporary }
        let command = Command("mmdebstrap", arguments, environment: environment)
        return user != 0 && isOneUserEnough ? Self.asOwnRoot(command) : command
    }

    /// `extract` runs nothing inside the image, and the recipe leaves out what belongs to other groups than root.
    private var isOneUserEnough: Bool { recipe.variant == "extract" }

    /// The command as root of a user namespace in which there is no other user (unshare(1)). An ordinary user needs
    /// neither subordinate IDs nor the package uidmap for it, and gets the same bytes as root does. Devices cannot be
    /// mounted in it, and nothing needs them.
    static func asOwnRoot(_ command: Command) -> Command {
        var wrapped = command
        wrapped.executable = "unshare"
        wrapped.arguments = ["--user", "--map-root-user", command.executable]
        wrapped.arguments += command.arguments.map { $0 == "--mode=auto" ? "--mode=root" : $0 }
        wrapped.arguments.insert("--skip=chroot/mount", at: 3)
        return wrapped
    }

    /// apt's own words say whose fault it is.
    static func failure(status: Int, lines: [String], recipe: ImageRecipe, log: String) -> ImageError {
        let complaints = lines.filter { $0.hasPrefix("E: ") }.map { SafeText.line($0.dropFirst(3).utf8) }
        let cause = HostError(
            .commandFailed, "mmdebstrap ended with status \(status): \(complaints.first ?? "no reason given")")
        if let missing = complaints.first(where: { $0.contains("Unable to locate package") }) {
            let package = missing.split(separator: " ").last.map(String.init) ?? "a package"
            return ImageError(
                .recipe, blame: .user, "\(recipe.suite) has no package \(package)", at: "images/\(recipe.name).yaml",
                remedy: "correct `packages`", cause: cause)
        }
        if complaints.contains(where: { $0.contains("No space left") || $0.contains("enough free space") }) {
            return .noSpace(for: "the root file system", at: log, cause: cause)
        }
        if complaints.contains(where: { $0.contains("is not signed") }) {
            return ImageError(
                .rootTarball, "this host does not know the keys of suite \(recipe.suite)", at: log,
                remedy: DistributionPackages.installation(of: ["debian-archive-keyring"]), cause: cause)
        }
        if let refusal = lines.first(where: { $0.hasPrefix("unshare: ") }) {
            return ImageError(
                .rootTarball, "this user may not make a user namespace: \(SafeText.line(refusal))", at: log,
                remedy: "sudo sysctl user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1, whichever this "
                    + "kernel has; in a container, allow unshare(2)", cause: cause)
        }
        if complaints.contains(where: { $0.contains("unable to pick chroot mode") }) {
            return ImageError(
                .rootTarball, "mmdebstrap cannot work as this user: it has no subordinate user IDs", at: log,
                remedy: "sudo apt-get install uidmap && sudo usermod --add-subuids 100000-165535"
                    + " --add-subgids 100000-165535 $USER", cause: cause)
        }
        return ImageError(
            .rootTarball, "the root file system of image \(recipe.name) could not be made", at: log,
            remedy: "read the log; check that apt-get update works", cause: cause)
    }
}

/// Paths in the recipe may be written with or without the leading slash.
enum GuestPath {
    static func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "/" + path }
}
