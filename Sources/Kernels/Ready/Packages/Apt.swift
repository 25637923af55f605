// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// apt and dpkg, with the host's package lists or with lists of our own. Nothing is ever installed, and no right beyond
/// an ordinary user's is needed.
struct Apt: Sendable {
    /// How a command ended, and its output.
    struct Answer: Sendable {
        var status: Int
        var lines: [String]
        var succeeded: Bool { status == 0 }
    }

    /// Runs a command; replaced by tests.
    var run: @Sendable (Command) async throws -> Answer = { command in
        let result = try await command.run(keeping: 20_000)
        return Answer(status: result.status, lines: result.tail)
    }

    /// Which lists apt reads.
    enum Lists: Hashable, Sendable {
        case ofHost
        /// Below this directory, from the host's own sources.
        case own(String)

        /// apt.conf(5), "Directories".
        fileprivate var options: [String] {
            switch self {
            case .ofHost: []
            case .own(let directory):
                [
                    "-o", "Dir::State::Lists=\(directory)/lists", "-o", "Dir::Cache=\(directory)/cache",
                    // apt gives root's downloads to a user of its own, who may not enter our directory.
                    "-o", "APT::Sandbox::User=",
                ]
            }
        }
    }

    /// A network that is not there is told in half a minute.
    private static let patience = [
        "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=15", "-o", "Acquire::https::Timeout=15",
    ]

    private static let environment: [String: String?] = ["LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"]

    /// What apt would install under a name; nil where it knows none.
    func candidate(_ name: String, lists: Lists) async throws -> PackageStanza? {
        let words = lists.options + ["show", "--no-all-versions", name]
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
        let words = lists.options + Self.patience + ["download", "-q", "\(package.package)=\(package.version)"]
        let result = try await run(
            Command("apt-get", words, environment: Self.environment, in: directory))
        let complaint = result.lines.first { $0.hasPrefix("E: ") }.map { String($0.dropFirst(3)) }
        let made = result.succeeded ? Self.archives(in: directory).first : nil
        return (made, complaint ?? "apt-get ended with status \(result.status)")
    }

    /// Fetches lists of our own, with the host's sources and keys.
    /// - Returns: apt's complaint; nil where it went well.
    func update(own directory: String) async throws -> String? {
        for name in ["lists/partial", "cache/archives/partial"] { try Directories.make("\(directory)/\(name)") }
        let words = Lists.own(directory).options + Self.patience + ["update", "-q"]
        let result = try await run(Command("apt-get", words, environment: Self.environment))
        let complaints = result.lines.filter { $0.hasPrefix("E: ") || $0.hasPrefix("W: ") }
        return result.succeeded
            ? nil : complaints.first.map { String($0.dropFirst(3)) } ?? "apt-get ended with status \(result.status)"
    }

    /// Unpacks a .deb without running anything of it.
    func unpack(_ archive: String, to directory: String) async throws {
        let result = try await run(Command("dpkg-deb", ["--extract", archive, directory]))
        guard !result.succeeded else { return }
        throw HostError(
            .commandFailed, "a package cannot be unpacked: \(SafeText.line(result.lines.last ?? ""))", at: directory,
            remedy: "free disk space, or set BOOTMATRIX_CACHE to a larger disk")
    }

    private static func archives(in directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(".deb") }.sorted().map { directory + "/" + $0 }
    }
}
