// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Debian packages, by exact name only: apt reads a pattern character as a pattern and may install hundreds.
public enum DistributionPackages {
    /// The installed version, or nil (dpkg-query(1)).
    public static func version(of name: String) async throws -> String? {
        let query = Command("dpkg-query", ["--show", "--showformat=${db:Status-Status} ${Version}", name])
        let result = try await query.run()
        guard result.succeeded, let line = result.tail.last else { return nil }
        let words = line.split(whereSeparator: \.isWhitespace)
        return words.count == 2 && words[0] == "installed" ? String(words[1]) : nil
    }

    /// The installed versions by name, of these packages; those that are not installed are absent.
    /// - Throws: `HostError` where there is no dpkg.
    public static func versions(of names: [String]) async throws -> [String: String] {
        let format = "${Package} ${db:Status-Status} ${Version}\\n"
        let result = try await Command("dpkg-query", ["--show", "--showformat=\(format)"] + names).run(keeping: 10_000)
        // Fails when one is unknown, and lists the others all the same; its complaints have another form.
        let found = result.tail.compactMap { line -> (String, String)? in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count == 3 && words[1] == "installed" ? (String(words[0]), String(words[2])) : nil
        }
        return Dictionary(found) { first, _ in first }
    }

    /// What a user types to install packages.
    public static func installation(of names: [String]) -> String {
        let command = "apt-get update && apt-get install --no-install-recommends \(names.joined(separator: " "))"
        return geteuid() == 0 ? command : "sudo sh -c '\(command)'"
    }

    /// Makes sure that packages are installed: installs them as root, and otherwise says which command would.
    public static func require(_ names: [String], log: String? = nil) async throws {
        var missing: [String] = []
        for name in names where try await version(of: name) == nil { missing.append(name) }
        guard !missing.isEmpty else { return }
        let list = missing.joined(separator: " ")
        let remedy = "apt-get update && apt-get install --no-install-recommends \(list)"
        guard geteuid() == 0 else {
            throw HostError(
                .missingPackages, "these packages are not installed: \(list)", remedy: "sudo sh -c '\(remedy)'")
        }
        let quiet: [String: String?] = ["DEBIAN_FRONTEND": "noninteractive"]
        try await Command("apt-get", ["update", "-q"], environment: quiet).run(log: log).checked(remedy: remedy)
        // Several parts of a run may want packages at once; apt's own lock puts them in order.
        let install = ["-o", "DPkg::Lock::Timeout=600", "install", "-y", "-q", "--no-install-recommends"] + missing
        try await Command("apt-get", install, environment: quiet).run(log: log).checked(remedy: remedy)
    }
}
