// SPDX-License-Identifier: Apache-2.0

import Host

/// The host's own package sources for a suite, so that an image comes from the mirror that the host uses.
enum AptSources {
    /// apt-get(8), `indextargets`; the separator occurs in none of the fields.
    static let query = Command(
        "apt-get",
        [
            "indextargets", "--format", "$(CODENAME)|$(ARCHITECTURE)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)",
            "Created-By: Packages", "Origin: Debian",
        ], environment: ["LC_ALL": "C"])

    /// Lines of sources.list(5) for the suite, its updates and its security updates; empty when the host has none, and
    /// mmdebstrap then uses the suite's public mirrors.
    ///
    /// Backports are left out: they would not be chosen anyway, and only cost a download of their index.
    static func lines(targets: String, suite: String, architecture: String = "amd64") -> [String] {
        let wanted = [suite, suite + "-updates", suite + "-security"]
        var lines: [String] = []
        for target in targets.split(separator: "\n") {
            let fields = target.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 5, wanted.contains(fields[0]), fields[1] == architecture else { continue }
            let line = "deb \(fields[2]) \(fields[3]) \(fields[4])"
            if !lines.contains(line) { lines.append(line) }
        }
        // Updates alone cannot make a root file system.
        return lines.contains { $0.contains(" \(suite) ") } ? lines : []
    }

    /// Which versions apt would install, for a key: `udev=252.39-1~deb12u2`.
    ///
    /// An image is made anew when the host learns of a new version of what the recipe names. Where apt knows nothing,
    /// as with empty lists, the version is `unknown`.
    static func candidates(policy: String, packages: [String]) -> [String] {
        var found: [String: String] = [:]
        var current = ""
        for line in policy.split(separator: "\n") {
            if let first = line.first, !first.isWhitespace {
                current = String(line.prefix { $0 != ":" })
            } else if let range = line.firstRange(of: "Candidate:") {
                let version = line[range.upperBound...].filter { !$0.isWhitespace }
                if version != "(none)" { found[current] = String(version) }
            }
        }
        return packages.sorted().map { "\($0)=\(found[$0] ?? "unknown")" }
    }

    /// Of a suite that the host has no sources for, apt knows nothing: what it would install itself is another's.
    static func candidates(of packages: [String], suite: String) async throws -> [String] {
        guard !lines(targets: try await query.output(), suite: suite).isEmpty else {
            return candidates(policy: "", packages: packages)
        }
        let policy = try await Command("apt-cache", ["policy"] + packages, environment: ["LC_ALL": "C"]).output()
        return candidates(policy: policy, packages: packages)
    }
}
