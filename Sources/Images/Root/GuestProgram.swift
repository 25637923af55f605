// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// The guest program `images/guest`, compiled by its own Makefile into one static executable.
struct GuestProgram: Sendable {
    /// The directory of the sources.
    let sources: String

    static let name = "init"

    /// Names the sources and the compiler.
    func key() async throws -> String {
        var hash = ContentHash()
        hash.add("format", "1")
        let names = try Self.sourceNames(in: sources)
        for name in names { try hash.add(name, file: sources + "/" + name) }
        hash.add("compiler", try await Command("cc", ["--version"]).output())
        return hash.finish()
    }

    static func sourceNames(in directory: String) throws -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw ImageError(
                .guestProgram, blame: .harness, "the guest program's sources are not there", at: directory,
                remedy: "run bootmatrix from a complete checkout", cause: error)
        }
        return names.filter { $0 == "Makefile" || $0.hasSuffix(".c") || $0.hasSuffix(".h") }.sorted()
    }

    /// - Parameter directory: an empty one that gets `init`.
    func make(in directory: String, log: String) async throws {
        // What a surrounding make or shell sets must not change the program.
        let command = Command(
            "make", ["--directory", sources, "OUT=\(directory)"],
            environment: ["CFLAGS": nil, "CC": nil, "MAKEFLAGS": nil, "MFLAGS": nil, "MAKELEVEL": nil, "LC_ALL": "C"])
        let result = try await command.run(log: log)
        guard !result.succeeded else { return }
        let first = result.tail.first { $0.contains("error:") } ?? result.tail.last ?? ""
        throw ImageError(
            .guestProgram, blame: .harness, "the guest program does not compile: \(SafeText.line(first))", at: log,
            remedy: "read the log; libc6-dev has the static libraries that it needs")
    }
}
