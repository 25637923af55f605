// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Vocabulary

/// A distribution's kernel package, found on this host or fetched from where the host has its packages from.
struct BinaryPackage: Sendable {
    /// The exact name that the definition has.
    let name: String
    /// `CACHE/packages`.
    let directory: String
    let apt: Apt

    /// Where the kernel is.
    enum Found: Sendable {
        case installed(PackageIdentity, ReadyFiles)
        /// To be downloaded.
        case offered(PackageStanza, lists: Apt.Lists)
    }

    /// Fetches lists of our own, for a host that has none, or whose are of before the last update of the archive.
    /// - Returns: apt's first complaint; nil where all of them came.
    func updateOwnLists() async throws -> String? {
        // Two kernels at once would be in each other's way.
        try Directories.make(directory)
        let lock = try await FileLock.acquire(directory + "/.updating")
        defer { _ = lock.path }
        return try await apt.updateOwn()
    }

    /// A package that only depends on another is followed so often; Debian's do once.
    private static let longestChain = 4

    /// The kernel as installed, else as apt offers it; nil where apt knows no such package by these lists.
    /// - Throws: `KernelError` for a name that cannot be one, or a package that stands for no kernel or several.
    func find(lists: Apt.Lists, followed: Int = 0, _ current: String? = nil) async throws -> Found? {
        let current = current ?? name
        try checkName(current)
        let installed = try await apt.installed(current)
        let known: PackageStanza?
        if let installed { known = installed } else { known = try await apt.candidate(current, lists: lists) }
        guard let known else { return nil }
        if !known.kernels.isEmpty {
            guard known.kernels.count == 1, followed < Self.longestChain else {
                throw bad(
                    "\(current) stands for several kernels: \(known.kernels.joined(separator: ", "))",
                    remedy: "name one of them")
            }
            return try await find(lists: lists, followed: followed + 1, known.kernels[0])
        }
        if let installed, let files = try await filesOfInstalled(current) {
            let identity = PackageIdentity(package: installed.package, version: installed.version, sha256: nil)
            return .installed(identity, files)
        }
        // Installed, and its files are gone, as in many containers: what apt offers is looked at instead.
        let offered = installed == nil ? known : try await apt.candidate(current, lists: lists)
        return offered.flatMap { $0.sha256 == nil ? nil : .offered($0, lists: lists) }
    }

    private func filesOfInstalled(_ package: String) async throws -> ReadyFiles? {
        let images = try await apt.files(package).filter { $0.hasPrefix("/boot/") }
            .map { String($0.dropFirst("/boot/".count)) }.filter(ReadyFiles.isImage)
        guard let files = ReadyFiles(below: "", images: images) else { return nil }
        return access(files.image, F_OK) == 0 && access(files.modules, F_OK) == 0 ? files : nil
    }

    /// Downloads what is offered.
    /// - Parameter place: an existing directory.
    /// - Returns: the path of the .deb, checked against the hash in the signed list.
    func fetch(_ offered: PackageStanza, lists: Apt.Lists, to place: String) async throws -> String {
        let (archive, complaint) = try await apt.download(offered, lists: lists, to: place)
        guard let archive else {
            throw KernelError(
                .badPackage, blame: .host, "\(offered.package) \(offered.version) cannot be downloaded", at: name,
                remedy: "check that apt-get update works", cause: HostError(.commandFailed, SafeText.line(complaint)))
        }
        guard try ContentHash.ofFile(archive) == offered.sha256 else {
            throw KernelError(
                .badPackage, blame: .host, "what was downloaded for \(offered.package) is not what apt's list names",
                at: name, remedy: "run again")
        }
        return archive
    }

    /// Unpacks a .deb, and says where its kernel is.
    func unpack(_ archive: String, of package: String, to directory: String) async throws -> ReadyFiles {
        try Directories.make(directory)
        try await apt.unpack(archive, to: directory)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory + "/boot")) ?? []
        guard let files = ReadyFiles(below: directory, images: names.filter(ReadyFiles.isImage)) else {
            throw bad("\(package) holds no kernel", remedy: "name a package that has /boot/vmlinuz-RELEASE in it")
        }
        guard access(files.modules, F_OK) == 0 else {
            throw bad("\(package) holds a kernel and not its modules", remedy: "name a package that has both")
        }
        return files
    }

    func unknown(_ complaint: String?) -> KernelError {
        KernelError(
            .badPackage, blame: complaint == nil ? .user : .host,
            "there is no package '\(SafeText.line(name))' for apt",
            at: name,
            remedy: complaint == nil
                ? "give an exact name that `apt-cache search linux-image` shows" : "check that apt-get update works",
            cause: complaint.map { HostError(.commandFailed, SafeText.line($0)) })
    }

    private func bad(_ what: String, remedy: String) -> KernelError {
        KernelError(.badPackage, blame: .user, what, at: name, remedy: remedy)
    }

    /// The name becomes an argument of apt, which reads a pattern character as a pattern (Debian Policy, 5.6.1).
    private func checkName(_ name: String) throws(KernelError) {
        let isName =
            name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || "+.-".contains($0)) }
            && name.first.map { $0.isLetter || $0.isNumber } == true
        guard isName else {
            throw bad("'\(SafeText.line(name))' is no package's name", remedy: "give the exact name")
        }
    }
}
