// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Synchronization

@testable import Kernels

/// An archive and a host as apt and dpkg would tell of them, without either.
final class ScriptedApt: Sendable {
    struct World {
        /// By name: version, what it depends on, and the tree that its .deb holds.
        var archive: [String: (version: String, depends: String, tree: String?)] = [:]
        /// What the host's own lists say; nil: they are the archive's.
        var stale: [String: String]?
        var installed: [String: (version: String, depends: String, files: [String])] = [:]
        var hasNetwork = true
        var hasHostLists = true
        var ownListsFetched = false
    }

    let world: Mutex<World>
    private let asked = Mutex<[String]>([])
    /// The commands that were run, by program and the first word that is no option.
    var commands: [String] { asked.withLock { $0 } }

    init(_ world: sending World) { self.world = Mutex(world) }

    var runner: Apt.Runner { { [self] command in try await run(command) } }

    func forget() { asked.withLock { $0 = [] } }

    private func run(_ command: Command) async throws -> Apt.Answer {
        let isOwn = command.arguments.contains { $0.hasPrefix("Dir::State::Lists=") }
        let words = command.arguments.filter { !$0.contains("::") && $0 != "-o" }
        let verb = words.first { !$0.hasPrefix("-q") } ?? ""
        asked.withLock { $0.append("\(command.executable) \(verb)") }
        let subject = words.last ?? ""
        switch (command.executable, verb) {
        case ("dpkg-query", "--show"): return answer(installed(subject))
        case ("dpkg-query", "--listfiles"):
            return answer(world.withLock { $0.installed[subject]?.files.joined(separator: "\n") })
        case ("apt-cache", "show"): return answer(stanza(subject, isOwn: isOwn))
        case ("apt-get", "update"):
            return world.withLock { world in
                world.ownListsFetched = world.ownListsFetched || world.hasNetwork
                return world.hasNetwork
                    ? Apt.Answer(status: 0, lines: [])
                    : Apt.Answer(status: 0, lines: ["W: Failed to fetch it  Could not resolve 'the archive'"])
            }
        case ("apt-get", "download"): return try await download(subject, command)
        default:
            let result = try await command.run(keeping: 1000)
            return Apt.Answer(status: result.status, lines: result.tail)
        }
    }

    private func answer(_ text: String?) -> Apt.Answer {
        let lines = text?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return Apt.Answer(status: text == nil ? 100 : 0, lines: lines ?? ["E: nothing"])
    }

    private func installed(_ name: String) -> String? {
        world.withLock { world in
            world.installed[name].map {
                "installed\nPackage: \(name)\nVersion: \($0.version)\nDepends: \($0.depends)\n"
            }
        }
    }

    private func stanza(_ name: String, isOwn: Bool) -> String? {
        world.withLock { world in
            guard isOwn ? world.ownListsFetched : world.hasHostLists, let found = world.archive[name] else {
                return nil
            }
            let version = isOwn ? found.version : world.stale?[name] ?? found.version
            let hash = found.tree.flatMap { Self.hash($0, version) } ?? String(repeating: "0", count: 64)
            return """
                Package: \(name)
                Version: \(version)
                Description: a kernel
                 Depends: not this
                Depends: \(found.depends)
                SHA256: \(hash)

                Package: \(name)
                Version: 0

                """
        }
    }

    /// A .deb is made by the real dpkg-deb, and unpacked by it.
    private func download(_ wanted: String, _ command: Command) async throws -> Apt.Answer {
        let parts = wanted.split(separator: "=", maxSplits: 1).map(String.init)
        let found = world.withLock { world in world.hasNetwork ? world.archive[parts[0]] : nil }
        guard let found, found.version == parts.last, let tree = found.tree, let directory = command.directory else {
            return Apt.Answer(status: 100, lines: ["Err:1 404", "E: Failed to fetch it  404"])
        }
        try FileManager.default.copyItem(
            atPath: Self.archive(tree, found.version), toPath: "\(directory)/\(parts[0])_1_amd64.deb")
        return Apt.Answer(status: 0, lines: [])
    }

    private static func archive(_ tree: String, _ version: String) -> String { "\(tree)_\(version).deb" }
    private static func hash(_ tree: String, _ version: String) -> String? {
        try? ContentHash.ofFile(archive(tree, version))
    }

    /// Makes the .deb of a tree.
    static func pack(_ tree: String, version: String) async throws {
        try FileManager.default.createDirectory(atPath: tree + "/DEBIAN", withIntermediateDirectories: true)
        try "Package: x\nVersion: \(version)\nArchitecture: amd64\nMaintainer: x <x@x>\nDescription: x\n"
            .write(toFile: tree + "/DEBIAN/control", atomically: true, encoding: .utf8)
        try await Command("dpkg-deb", ["-Znone", "--root-owner-group", "--build", tree, archive(tree, version)])
            .run().checked()
    }
}
