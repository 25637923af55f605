// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import RunStore
import Synchronization
import Testing
import Verdicts

extension Boots {
    /// A real `git bisect run` over real commits of a kernel.
    @Suite(.serialized) struct Bisect {
        /// 4 vCPUs show 0 to 4 failed loads before the culprit and about 41 from it on.
        private static let matrix = """
            version: 1
            title: Few duplicates
            image: debian-udev
            baseline: module-loader
            axes: {kernel: [module-loader], vcpus: [4], workload: [coldplug]}
            memory: 4 GiB
            cmdline: udev.children_max=64
            repeat: 2
            criteria:
              - {name: boots clean, kind: clean-boot}
              - {name: few duplicates, kind: bound, metric: loads.failed, at-most: 10}

            """

        @Test func gitFindsTheCommitAndGoesRoundTheOneThatDoesNotBuild() async throws {
            try await Harness.use { harness in
                let history = try await KernelHistory.open()
                let step = try Self.step(harness)
                let commits = history.commits
                try await history.git("bisect", "start", commits[commits.count - 1], commits[0])
                let bisect = try await Self.run(["git", "bisect", "run"] + step, harness, history.path)
                defer { Self.forget(harness) }
                #expect(bisect.status == 0, "\(bisect.output)\n\(bisect.errors)")
                let bad = try await history.git("rev-parse", "refs/bisect/bad")
                #expect(bad == commits[KernelHistory.culprit])

                // What git printed of our lines: one a step, each with its reason.
                let lines = bisect.output.split(separator: "\n")
                let skipped = try #require(lines.first { $0.hasPrefix("skip: ") }, "\(bisect.output)")
                #expect(
                    skipped.hasPrefix(
                        "skip: \(commits[KernelHistory.broken].prefix(12)) (\"kmod: call what is not there\")"))
                #expect(skipped.contains("kernel/module/kmod.c:") && skipped.contains("call_modprobe_twice"))
                let guilty = try #require(lines.last { $0.hasPrefix("bad: ") })
                #expect(guilty.hasPrefix("bad: \(commits[KernelHistory.culprit].prefix(12)) "))
                #expect(guilty.contains("few duplicates: loads.failed is "))
                #expect(guilty.hasSuffix("wanted at most 10 (4cpu.coldplug, 2 of 2 boots)"))
                #expect(lines.contains { $0.hasPrefix("good: \(commits[KernelHistory.culprit - 1].prefix(12)) ") })
                #expect(try await history.git("status", "--porcelain", "--ignored") == "")

                try await anUncommittedChangeIsNotBuilt(harness, history, step)
                try await history.git("bisect", "reset")
            }
        }

        /// The culprit again, now with a change in the work tree: the stored kernel of the commit is booted, and nothing
        /// in the repository changes, not even a time.
        private func anUncommittedChangeIsNotBuilt(
            _ harness: Harness, _ history: KernelHistory, _ step: [String]
        ) async throws {
            try await history.git("checkout", "--quiet", "--detach", history.commits[KernelHistory.culprit])
            try "#error no\n".write(toFile: history.path + "/kernel/module/main.c", atomically: true, encoding: .utf8)
            let before = try await history.fingerprint()
            let outcome = try await Self.run(step + ["--json"], harness, history.path)
            #expect(try await history.fingerprint() == before)
            #expect(outcome.status == 1, "\(outcome.errors)")
            #expect(outcome.errors.contains("uncommitted changes"))
            let answer = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            #expect(answer?["answer"] as? String == "bad")
            #expect(answer?["commit"] as? String == history.commits[KernelHistory.culprit])
            // The run is stored as any other: it can be reported, and says of which commit it is.
            let run = try harness.latestRun()
            #expect(run.facts.commit == history.commits[KernelHistory.culprit])
            #expect(run.allOutcomes.count == 2 && run.allOutcomes.allSatisfy { $0.reading.problems == [] })
            #expect(try await harness.bootmatrix("report", "latest").status == 1)
            #expect(try await harness.bootmatrix("run", "--resume", "latest").status == 129)
        }

        /// The project's own definitions, a smaller kernel, and the matrix.
        private static func step(_ harness: Harness) throws -> [String] {
            let project = harness.root + "/project"
            try Places.copyDefinitions(to: project)
            try FileManager.default.copyItem(
                atPath: Places.root + "/Tests/Fixtures/kernels/module-loader.yaml",
                toPath: project + "/kernels/module-loader.yaml")
            try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
            return [
                Harness.built, "bisect-step", "--project", project, "--kernel", "module-loader",
                "--cell", "4cpu.coldplug", "--criterion", "few duplicates",
            ]
        }

        private static func run(_ words: [String], _ harness: Harness, _ directory: String) async throws
            -> Harness.Outcome
        {
            let environment = harness.environment.merging(KernelHistory.identity) { $1 }
            let files = harness.root + "/invocation-\(UInt32.random(in: 0...UInt32.max))"
            return try await Invocation(words, in: directory, environment: environment, files: files).finish()
        }

        /// Takes the kernels and disks of these commits out of the cache: nobody will ask for them again.
        static func forget(_ harness: Harness) {
            let state = StateDirectory(path: harness.root + "/state")
            let runs = ((try? state.list()) ?? []).compactMap { try? state.resolve($0.description).load() }
            for outcome in runs.flatMap(\.allOutcomes) {
                let disks = outcome.domainXML.split(separator: "'").map(String.init)
                    .filter { $0.contains("/images/modules/") }
                for file in disks {
                    try? FileManager.default.removeItem(atPath: (file as NSString).deletingLastPathComponent)
                    let cache = file.components(separatedBy: "/images/modules/")[0]
                    try? FileManager.default.removeItem(atPath: "\(cache)/kernels/\(outcome.record.kernelKey)")
                }
            }
        }
    }

    /// Mistakes before a step: git must stop, so the code is 129 and no commit is marked.
    @Suite struct BisectMistakes {
        @Test(arguments: [
            (["--kernel", "nothing"], "kernels/nothing.yaml"), (["--kernel", "No"], "--kernel"),
            (["--kernel", "stats", "--cell", "4.coldplug"], "--cell"),
            (["--kernel", "stats", "--cell", "0cpu.coldplug"], "--cell"),
            (["--kernel", "stats", "--repeat", "0"], "--repeat"), (["--kernel", "stats", "--tree", "/proc"], "git"),
            (["--kernel", "stats"], "no Linux kernel"), ([], "--kernel"),
        ])
        func leaveWith129(arguments: [String], word: String) async throws {
            try await Harness.use { harness in
                let repository = try await Self.repository(harness)
                let outcome = try await harness.bootmatrix(
                    ["bisect-step"] + (arguments.contains("--tree") ? [] : ["--tree", repository]) + arguments)
                #expect(outcome.status == 129)
                #expect(outcome.errors.contains(word), "\(outcome.errors)")
                #expect(outcome.output.isEmpty)
            }
        }

        @Test(arguments: [
            ("waste is gone", "holds a kernel against no-dup-checks"), ("nonsense", "there is no criterion"),
            ("the effect is there", "looks at no boot"),
        ])
        func aCriterionThatCannotBeJudgedIsRefused(criterion: String, words: String) async throws {
            try await Harness.use { harness in
                let repository = try await Self.repository(harness, file: "arch/x86/Kconfig")
                let outcome = try await harness.bootmatrix(
                    "bisect-step", "--tree", repository, "--kernel", "stats", "--criterion", criterion)
                #expect(outcome.status == 129)
                #expect(outcome.errors.contains(words), "\(outcome.errors)")
            }
        }

        /// A hook, or git in a linked work tree, says by the environment which repository is meant. What was named by
        /// --tree is not overridden by it.
        @Test(arguments: [true, false]) func theEnvironmentMeansARepositoryWhereNoneIsNamed(named: Bool) async throws {
            try await Harness.use { harness in
                var harness = harness
                let (one, other) = (
                    try await Self.repository(harness, "one"), try await Self.repository(harness, "other")
                )
                harness.extra["GIT_DIR"] = one + "/.git"
                harness.extra["GIT_INDEX_FILE"] = harness.root + "/no-index"
                let outcome = try await harness.bootmatrix(
                    ["bisect-step", "--kernel", "stats"] + (named ? ["--tree", other] : []))
                #expect(outcome.status == 129)
                #expect(outcome.errors.contains("(\"\(named ? "other" : "one")\") is no Linux kernel"))
            }
        }

        private static func repository(
            _ harness: Harness, _ name: String = "repository", file: String = "file"
        ) async throws -> String {
            let path = "\(harness.root)/\(name)"
            let full = URL(fileURLWithPath: path + "/" + file)
            try FileManager.default.createDirectory(
                at: full.deletingLastPathComponent(), withIntermediateDirectories: true)
            try "text\n".write(to: full, atomically: true, encoding: .utf8)
            for arguments in [["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", name]] {
                _ = try await KernelHistory.git(arguments, in: path)
            }
            return path
        }
    }
}

/// Lines from a callback.
final class Lines: Sendable {
    private let state = Mutex<[String]>([])
    func add(_ line: String) { state.withLock { $0.append(line) } }
    var all: [String] { state.withLock { $0 } }
}
