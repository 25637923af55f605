// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Campaign
import BootEvidence
import Foundation
import Glibc
import Host
import Vocabulary

/// virtme-ng, as its documentation recommends it: `vng --build` in the source tree, then `vng` on that tree. `make
/// bench` installs it below the cache.
struct VirtmeNG: Sendable {
    let cache: String
    let package: String

    /// - Parameter package: the source package whose tarball lies in /usr/src.
    init(_ bench: Bench, package: String = "linux-source-6.12") {
        cache = bench.cache
        self.package = package
    }

    var programs: String { cache + "/virtme-ng/bin" }
    var tree: String { cache + "/virtme-tree" }
    var log: String { cache + "/virtme.log" }
    var isBuilt: Bool { access(tree + "/arch/x86/boot/bzImage", R_OK) == 0 && access(tree + "/.built", F_OK) == 0 }

    /// CPU seconds of a cold build.
    struct BuildTimes: Sendable {
        var unpacking: Double
        /// Configuration and bzImage.
        var image: Double
        /// What `vng --build` does beyond that: the modules of its configuration.
        var modules: Double
    }

    /// Throws the tree away, unpacks the source, builds.
    func buildCold() async throws -> BuildTimes {
        guard access(programs + "/vng", X_OK) == 0 else {
            throw BenchError("virtme-ng is not installed in \(programs)", remedy: "run `make bench`")
        }
        if FileManager.default.fileExists(atPath: tree) { try FileManager.default.removeItem(atPath: tree) }
        try Directories.make(tree)
        let unpacking = try await CPUMeter.seconds {
            try await Command(
                "tar", ["-xf", "/usr/src/\(package).tar.xz", "-C", tree, "--strip-components=1"]
            ).run().checked(remedy: "install \(package)")
        }
        let jobs = ["--jobs", "\(HostFacts.cpus)"]
        let image = try await CPUMeter.seconds { try await vng(["--build", "--skip-modules"] + jobs) }
        let modules = try await CPUMeter.seconds { try await vng(["--build"] + jobs) }
        // A build that was ended half-way has no such file.
        try Data().write(to: URL(fileURLWithPath: tree + "/.built"))
        return BuildTimes(unpacking: unpacking, image: image, modules: modules)
    }

    private func vng(_ arguments: [String]) async throws {
        try await Command("vng", arguments, environment: environment, in: tree).run(log: log).checked()
    }

    /// Its helpers are found by PATH; the user's own configuration of it must not count.
    var environment: [String: String?] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return ["PATH": "\(programs):\(path)", "HOME": cache, "CCACHE_DISABLE": "1"]
    }
}
