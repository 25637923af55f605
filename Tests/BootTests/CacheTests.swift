// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Glibc
import Host
import Testing

extension Boots {
    /// The cache through the executable, beside runs that use it. A copy of the user's, so that nothing of that goes.
    @Suite(.serialized) struct Caches {
        private func use(_ body: (Harness, String) async throws -> Void) async throws {
            try await Harness.use { harness in
                var harness = harness
                let cache = harness.root + "/cache"
                harness.cache = cache
                _ = try CacheCopy(of: Directories().cache, to: cache)
                try await body(harness, cache)
            }
        }

        private func json(_ outcome: Harness.Outcome) throws -> [String: Any] {
            try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        }

        private func entries(_ harness: Harness) async throws -> [[String: Any]] {
            try #require(json(try await harness.bootmatrix("cache", "list", "--json"))["entries"] as? [[String: Any]])
        }

        private func inUse(_ harness: Harness) async throws -> [[String: Any]] {
            try await entries(harness).filter { $0["state"] as? String == "in-use" }
        }

        /// Whether a run's kernel, its disks and what those are made of are among them.
        private static func isAll(_ entries: [[String: Any]]) -> Bool {
            Set(["kernel", "modules", "image"]).isSubset(of: entries.compactMap { $0["kind"] as? String })
        }

        /// The command line of one boot of the kernel `stats`.
        private static let run = ["run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "1", "--json"]

        /// Whatever is removed while a run goes on, it keeps what it uses.
        @Test func aRunKeepsWhatItUsesFromAPrunerThatTakesEverything() async throws {
            try await use { harness, cache in
                let run = try harness.start(Self.run)
                while !Self.isAll(try await inUse(harness)) {
                    try #require(run.isRunning, "\(run.errors)")
                    try await Task.sleep(for: .milliseconds(20))
                }
                // A pruner that comes when the run has ended would show nothing.
                try await run.whileStopped {
                    let used = try await inUse(harness)
                    try #require(Self.isAll(used), "the run ended before it was stopped")
                    let kernel = try #require(used.first { $0["kind"] as? String == "kernel" })
                    #expect((kernel["names"] as? [String])?.last == "stats")
                    #expect((kernel["release"] as? String)?.isEmpty == false)

                    let pruned = try await harness.bootmatrix("cache", "prune", "--keep-days", "0", "--json")
                    #expect(pruned.status == 0)
                    let removed = try #require(json(pruned)["removed"] as? [[String: Any]])
                    #expect(!removed.isEmpty)
                    let gone = Set(removed.compactMap { ($0["entry"] as? [String: Any])?["path"] as? String })
                    #expect(gone.allSatisfy { !FileManager.default.fileExists(atPath: $0) })
                    let kept = used.compactMap { $0["path"] as? String }
                    #expect(kept.allSatisfy { FileManager.default.fileExists(atPath: $0) })
                }

                #expect(await run.finish().status == 0)
                // Afterwards nobody uses it any more.
                #expect(try await entries(harness).allSatisfy { $0["state"] as? String == "idle" })
                _ = try await harness.bootmatrix("cache", "prune", "--max-size", "0B")
                let left = try FileManager.default.contentsOfDirectory(atPath: cache + "/kernels")
                #expect(left == [])
            }
        }

        @Test func whatIsDamagedIsNeverBootedAndSaysSo() async throws {
            try await use { harness, cache in
                #expect(try await harness.bootmatrix("cache", "verify").status == 0)
                let outcome = try await harness.bootmatrix("reproduce", "stats.1cpu.coldplug", "--json", "--fresh")
                let files = try #require(json(outcome)["files"] as? [String])
                let disk = try #require(files.first { $0.contains("/images/modules/") })
                var bytes = try Data(contentsOf: URL(fileURLWithPath: disk))
                bytes[bytes.count / 3] ^= 0x10
                try FileManager.default.removeItem(atPath: disk)
                try bytes.write(to: URL(fileURLWithPath: disk))

                let verified = try await harness.bootmatrix("cache", "verify", "--json")
                #expect(verified.status == 125)
                let damaged = try #require(json(verified)["damaged"] as? [[String: Any]])
                #expect(damaged.count == 1 && damaged[0]["set_aside"] as? Bool == true)
                #expect((damaged[0]["flaw"] as? String)?.hasPrefix("modules.img has another content") == true)
                #expect(try await harness.bootmatrix("cache", "verify").status == 0)

                // Made again; what was damaged stays aside until it is pruned.
                #expect(try await harness.bootmatrix(Self.run).status == 0)
                #expect(try Data(contentsOf: URL(fileURLWithPath: disk)) != bytes)
                let shelf = Shelf(cache + "/images/modules")
                #expect(shelf.survey().remnants.filter { $0.kind == .damaged }.count == 1)
                #expect(try await harness.bootmatrix("cache", "prune").status == 0)
                #expect(shelf.survey().remnants.isEmpty)
            }
        }

        /// A stored boot's guest is made of files that are known by path alone.
        @Test func aShellOnDamagedFilesIsRefused() async throws {
            try await use { harness, cache in
                #expect(try await harness.bootmatrix(Self.run).status == 0)
                let outcome = try await harness.bootmatrix("reproduce", "stats.1cpu.coldplug", "--json")
                let kernel = try #require((json(outcome)["files"] as? [String])?.first)
                let file = try #require(FileHandle(forUpdatingAtPath: kernel))
                try file.seek(toOffset: 1_000_000)
                try file.write(contentsOf: Data("damage".utf8))
                try file.close()
                let refused = try await harness.bootmatrix("reproduce", "stats.1cpu.coldplug")
                #expect(refused.status == 125)
                #expect(refused.errors.contains("(bzImage has another content)") && refused.errors.contains("--fresh"))
            }
        }

        @Test(.enabled(if: geteuid() == 0, "only root can mount something read-only"))
        func aReadOnlyCacheIsEnoughForARun() async throws {
            try await use { harness, cache in
                // Whatever is still missing is made once.
                #expect(try await harness.bootmatrix(Self.run).status == 0)
                var reader = harness
                let script = """
                    mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"
                    """
                reader.wrapper = ["unshare", "--mount", "sh", "-c", script, cache]
                let outcome = try await reader.bootmatrix(Self.run)
                #expect(outcome.status == 0, "\(outcome.errors)")
                let listed = try await reader.bootmatrix("cache", "list")
                #expect(listed.status == 0 && listed.output.contains("stats: "))
                #expect(try await reader.bootmatrix("cache", "verify").status == 0)
                #expect(try await reader.bootmatrix("cache", "prune", "--keep-days", "0").status == 125)
            }
        }

        /// A disk of 120 MiB with a kernel, and no room for the image of 258 MiB.
        @Test(.enabled(if: geteuid() == 0, "only root can mount a small disk"))
        func aFullDiskSaysWhatNeedsHowMuchAndKeepsWhatIsThere() async throws {
            try await use { harness, cache in
                let outcome = try await harness.bootmatrix("reproduce", "stats.1cpu.coldplug", "--json", "--fresh")
                let files = try #require(json(outcome)["files"] as? [String])
                let kernel = try #require(files.first { $0.contains("/kernels/") })
                let key = URL(fileURLWithPath: kernel).deletingLastPathComponent().lastPathComponent
                let small = harness.root + "/small"
                try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: true)
                var full = harness
                full.cache = small
                let script = """
                    mount -t tmpfs -o size=120m tmpfs "$0" && mkdir "$0/kernels" "$0/images" || exit 99
                    cp -a "$CACHE/kernels/$KEY" "$0/kernels" && cp -a "$CACHE/images/root" "$0/images" || exit 99
                    cp -a "$CACHE/sources" "$CACHE/libvirt" "$CACHE/accelerator.json" "$0" || exit 99
                    "$@"
                    echo "run: $?"
                    "$1" cache verify && find "$0/kernels" "$0/images" -name '.[sdp]*' && "$1" cache list
                    """
                full.extra = ["CACHE": cache, "KEY": key]
                full.wrapper = ["unshare", "--mount", "sh", "-c", script, small]
                let run = try await full.bootmatrix(Self.run)
                let after = run.output.components(separatedBy: "\nrun: ").last ?? ""
                #expect(run.status == 0 && after.hasPrefix("125\n"), "\(run.output)")
                #expect(after.contains("entries are sound") && !after.contains("/."), "\(after)")
                #expect(after.contains("1 kernel, ") && !after.contains("garbage: "))
                let told = run.errors.split(separator: "\n").first { $0.contains("MiB free)") }
                #expect(told?.contains("for image debian-udev (8") == true, "\(run.errors)")
            }
        }

        @Test(arguments: [["--max-size", "3"], ["--keep-days", "-1"], ["--keep-days", "x"], ["--all"]])
        func mistakesAreTheUsers(words: [String]) async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.cache = harness.root + "/none"
                let outcome = try await harness.bootmatrix(["cache", "prune"] + words)
                #expect(outcome.status == 129)
                #expect(!FileManager.default.fileExists(atPath: harness.root + "/none"))
            }
        }

        /// Who only looks makes nothing.
        @Test func aCacheThatIsNotThereIsEmpty() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.cache = harness.root + "/none"
                for command in ["list", "verify", "prune"] {
                    let outcome = try await harness.bootmatrix("cache", command)
                    #expect(outcome.status == 0)
                }
                #expect(!FileManager.default.fileExists(atPath: harness.root + "/none"))
            }
        }
    }
}
