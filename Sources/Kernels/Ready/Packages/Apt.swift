// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Vocabulary

/// apt and dpkg, with the host's package lists or with lists of our own. Nothing is ever installed, and no right beyond
/// an ordinary user's is needed.
struct Apt: Sendable {
    /// Where lists of our own are, and what apt makes of lists.
    let directory: String

    /// Runs a command; replaced by tests.
    let run: Runner

    /// How a command ended, and its output.
    struct Answer: Sendable {
        var status: Int
        var lines: [String]
        var succeeded: Bool { status == 0 }
    }

    typealias Runner = @Sendable (Command) async throws -> Answer

    static let runner: Runner = { command in
        let result = try await command.run(keeping: 20_000)
        return Answer(status: result.status, lines: result.tail)
    }

    /// Which lists apt reads.
    enum Lists: Hashable, Sendable {
        case ofHost
        /// Our own, from the host's sources.
        case own
    }

    /// apt.conf(5), "Directories". apt needs seconds to understand its lists, and keeps what it understood; ordinary users,
    /// and hosts that throw it away, have it in our place.
    private func options(_ lists: Lists) -> [String] {
        switch lists {
        case .ofHost: ["-o", "Dir::Cache=\(directory)/host", "-o", "Dir::Cache::pkgcache=pkgcache.bin"]
        case .own:
            [
                "-o", "Dir::State::Lists=\(directory)/lists", "-o", "Dir::Cache=\(directory)/own",
                "-o", "Dir::Cache::pkgcache=pkgcache.bin",
                // apt gives root's downloads to a user of its own, who may not enter our directory.
                "-o", "APT::Sandbox::User=",
            ]
        }
    }

    /// Whether lists of our own were fetched before.
    var hasOwnLists: Bool { access(directory + "/lists", F_OK) == 0 }

    /// A network that is not there is told in half a minute.
    private static let patience = [
        "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=15", "-o", "Acquire::https::Timeout=15",
    ]

    private static let environment: [String: String?] = ["LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"]

    /// What apt would install under a name; nil where it knows none.
    func candidate(_ name: String, lists: Lists) async throws -> PackageStanza? {
        try makeDirectories(lists)
        let words = options(lists) + ["show", "--no-all-versions", name]
        let result = try await run(Command("apt-cache", words, environment: Self.environment))
        return result.succeeded ? PackageStanza(result.lines.joined(separator: "\n")) : nil
    }

    /// What is installed under a name; nil where nothing is.
    func installed(_ name: String) async throws -> PackageStanza? {
        let format = "${db:Status-Status}\\nPackage: ${Package}\\nVersion: ${Version}\\nDepends: ${Depends}\\n"
        let result = try await run(Command("dpkg-query", ["--show", "--showformat=\(format)", name]))
        guard result.succeeded, result.lines.first == "installed" else { return nil }
        return PackageStanza(result.lines.dropFirst().joined(separator: "\n"))
    }

    /// The files of an installed package.
    func files(_ name: String) async throws -> [String] {
        let result = try await run(Command("dpkg-query", ["--listfiles", name]))
        return result.succeeded ? result.lines : []
    }

    /// Downloads a package; its signature is what apt checks.
    /// - Returns: the path of the .deb; nil, with apt's word, where it could not be had.
    func download(
        _ package: PackageStanza, lists: Lists, to directory: String
    ) async throws -> (path: String?, complaint: String) {
        let words = options(lists) + Self.patience + ["download", "-q", "\(package.package)=\(package.version)"]
        let result = try await run(
            Command("apt-get", words, environment: Self.environment, in: directory))
        let complaint = result.lines.first { $0.hasPrefix("E: ") }.map { String($0.dropFirst(3)) }
        let made = result.succeeded ? Self.archives(in: directory).first : nil
        return (made, complaint ?? "apt-get ended with status \(result.status)")
    }

    /// Fetches lists of our own, with the host's sources and keys.
    /// - Returns: apt's first complaint; nil where all of them came.
    func updateOwn() async throws -> String? {
        try makeDirectories(.own)
        let words = options(.own) + Self.patience + ["update", "-q"]
        let result = try await run(Command("apt-get", words, environment: Self.environment))
        // A list that cannot be fetched is a warning, and apt ends well.
        let complaint = result.lines.first { $0.hasPrefix("E: ") || $0.hasPrefix("W: Failed to fetch") }
        if let complaint { return String(complaint.dropFirst(3)) }
        return result.succeeded ? nil : "apt-get ended with status \(result.status)"
    }

    /// Unpacks a .deb without running anything of it.
    func unpack(_ archive: String, to directory: String) async throws {
        let result = try await run(Command("dpkg-deb", ["--extract", archive, directory]))
        guard !result.succeeded else { return }
        throw HostError(
            .commandFailed, "a package cannot be unpacked: \(SafeText.line(result.lines.last ?? ""))", at: directory,
            remedy: "free disk space, or set BOOTMATRIX_CACHE to a larger disk")
    }

    private func makeDirectories(_ lists: Lists) throws(HostError) {
        let names = lists == .own ? ["lists/partial", "own/archives/partial"] : ["host/archives/partial"]
        for name in names { try Directories.make("\(directory)/\(name)") }
    }

    private static func archives(in directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(".deb") }.sorted().map { directory + "/" + $0 }
    }
}
