// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Host
import MatrixPlan
import SourceTrees
import Synchronization
import Testing
import Vocabulary

@testable import Kernels

/// Definitions of every kind of source, from the file to the stored kernel, on a toy.
@Suite struct AnySourceTests {
    private final class Notes: ProgressPort {
        private let lines = Mutex<[String]>([])
        func report(_ event: ProgressEvent) {
            if case .note(let text) = event { lines.withLock { $0.append(text) } }
        }
        var all: [String] { lines.withLock { $0 } }
    }

    private let scratch: Scratch
    private let notes = Notes()
    private let directories: Directories
    private let name = KernelName(unchecked: "toy")

    init() throws {
        scratch = try Scratch()
        directories = Directories(environment: ["BOOTMATRIX_CACHE": scratch.path + "/cache"])
        try scratch.write("CONFIG_MODULES=y\n", to: "project/kernels/fragments/one.config")
    }

    private func definition(
        _ source: KernelDefinition.Source, base: KernelDefinition.Configuration.Base = .target("allnoconfig"),
        symbols: [String: String] = [:], patches: [String] = []
    ) -> KernelDefinition {
        KernelDefinition(
            name: name, title: "A toy", source: source,
            configuration: .init(base: base, fragments: ["one"], symbols: symbols), patches: patches)
    }

    private func workshop(_ definitions: KernelDefinition...) -> KernelWorkshop {
        KernelWorkshop(
            definitions: definitions, in: scratch.path + "/project/kernels", directories: directories, progress: notes,
            limits: BuildLimits(jobs: 1))
    }

    private func build(_ definition: KernelDefinition) async throws -> KernelArtifact {
        try await workshop(definition).artifact(for: name)
    }

    private func record(_ artifact: KernelArtifact) throws -> KernelRecord {
        try KernelRecord.read(from: (artifact.bzImage as NSString).deletingLastPathComponent)
    }

    private func user() async throws -> UserRepository {
        let user = try await UserRepository(scratch, "linux")
        _ = try await user.commit("first", ToyKernel.files.mapValues { $0 })
        return user
    }

    @Test func aBranchOfAGitTree() async throws {
        let user = try await user()
        let git = definition(.git(repository: "../../linux", revision: "main"))
        let before = try user.fingerprint()
        let first = try await build(git)
        #expect(try user.fingerprint() == before)
        guard case .git(let source) = try record(first).source else {
            Issue.record("the record names no commit")
            return
        }
        #expect(source.subject == "first")

        let commit = try await user.commit("second", ["kernel/main.c": "int answer(void) { return 2; }\n"])
        let second = try await build(git)
        #expect(second.key != first.key && second.identity.kernel != first.identity.kernel)
        // The run that began with the first commit goes on with it.
        let pinned = git.pinned(to: KernelCommit(revision: "main", commit: source.commit, subject: ""))
        #expect(try await build(pinned).key == first.key)
        // Another message is the same kernel.
        try await user.git("commit", "--quiet", "--amend", "--message=third")
        #expect(try await user.git("rev-parse", "HEAD") != commit)
        #expect(try await build(git).key == second.key)
    }

    @Test func tarballsOfOneSeries() async throws {
        try ToyKernel.write(scratch, to: "trees/linux-6.1.1")
        try ToyKernel.write(scratch, to: "trees/linux-6.1.2")
        try scratch.write("int answer(void) { return 2; }\n", to: "trees/linux-6.1.2/kernel/main.c")
        var built: [KernelArtifact] = []
        for release in ["linux-6.1.1", "linux-6.1.2"] {
            try await Command(
                "tar", ["--create", "--xz", "--file=\(scratch.path)/\(release).tar.xz", release],
                in: scratch.path + "/trees"
            ).run().checked()
            built.append(try await build(definition(.tarball("../../\(release).tar.xz"))))
        }
        #expect(built[0].key != built[1].key && built[0].identity.kernel != built[1].identity.kernel)
        let lineages = try FileManager.default.contentsOfDirectory(atPath: directories.cache + "/builds")
        #expect(lineages.filter { !$0.hasPrefix(".") } == ["tarball-linux-6.1"])
        // The second compiled the file that differs, and linked.
        let log = try String(
            contentsOfFile: (built[1].bzImage as NSString).deletingLastPathComponent + "/build.log", encoding: .utf8)
        #expect(log.contains("CC      kernel/main.o") && !log.contains("CC      kernel/other.o"))
    }

    @Test func patchesOfAnMboxWithAnOffset() async throws {
        _ = try await user()
        let text = """
            From x Thu Jan  1 00:00:00 1970
            Subject: [PATCH 0/1] cover

            Nothing here.

            From x Thu Jan  1 00:00:00 1970
            Subject: [PATCH 1/1] answer better

            --- a/kernel/main.c
            +++ b/kernel/main.c
            @@ -5,3 +5,3 @@
             {
            -\treturn 1;
            +\treturn 42;
             }

            """
        try scratch.write(text, to: "project/kernels/patches/answer.mbox")
        let patched = try await build(
            definition(.git(repository: "../../linux", revision: "main"), patches: ["answer.mbox"]))
        let record = try record(patched)
        #expect(record.patches == ["answer.mbox, message 2"])
        let remark = "answer.mbox, message 2: kernel/main.c: its hunk fits 3 lines above where it says"
        #expect(record.notes == [remark])
        #expect(notes.all.contains("toy: " + remark))
    }

    @Test func aConfigurationOfTheUsers() async throws {
        _ = try await user()
        try scratch.write(
            "# Linux\nCONFIG_BUILD_SALT=\"theirs\"\nCONFIG_HZ=500\nCONFIG_DEBUG=y\nCONFIG_GONE=y\n# CONFIG_MODULES is not set\n",
            to: "project/my.config")
        let source = KernelDefinition.Source.git(repository: "../../linux", revision: "main")
        let first = try await build(definition(source, base: .file("../my.config")))
        #expect(first.ticksPerSecond == 500)
        let record = try record(first)
        #expect(record.base == "my.config")
        // What was asked for is met; what the file had besides is told.
        #expect(
            record.notes == [
                "1 symbol is not as my.config has them: DEBUG y -> n",
                "1 symbol of my.config that this source does not have: GONE",
            ])
        // Comments and order do not matter, values do.
        try scratch.write(
            "CONFIG_GONE=y\nCONFIG_DEBUG=y\nCONFIG_HZ=500\n# CONFIG_MODULES is not set\n", to: "project/my.config")
        #expect(try await build(definition(source, base: .file("../my.config"))).key == first.key)
        try scratch.write("CONFIG_HZ=300\n", to: "project/my.config")
        let second = try await build(definition(source, base: .file("../my.config")))
        #expect(second.key != first.key && second.ticksPerSecond == 300)
    }

    @Test(arguments: [
        ("CONFIG_A\n", ":1"), ("\n# only comments\n", ""), ("CONFIG_A=\n", ":1"),
    ])
    func whatIsNoConfiguration(_ text: String, _ place: String) async throws {
        try scratch.write(text, to: "project/my.config")
        let error = await #expect(throws: KernelError.self) {
            try await build(definition(.git(repository: "x", revision: "main"), base: .file("../my.config")))
        }
        #expect(error?.location == scratch.path + "/project/my.config" + place && error?.blame == .user)
    }

    /// A named pipe in a file's place would hold us for ever.
    @Test func whatIsNoFileIsNotOpened() async throws {
        #expect(mkfifo(scratch.path + "/project/pipe", 0o600) == 0)
        for path in ["../pipe", "../absent", "."] {
            let error = await #expect(throws: KernelError.self) {
                try await build(definition(.git(repository: "x", revision: "main"), base: .file(path)))
            }
            #expect(error?.kind == .badBase && error?.blame == .user)
        }
    }

    @Test func aTargetWithRequestsOnTop() async throws {
        _ = try await user()
        let source = KernelDefinition.Source.git(repository: "../../linux", revision: "main")
        let configuration = try await workshop(
            definition(source, base: .target("defconfig"), symbols: ["LOWLEVEL": "y", "DEBUG": "y"])
        ).configuration(of: name)
        #expect(configuration.origin == .configured)
        #expect(
            configuration.symbols == ["HZ": "250", "MODULES": "y", "LOWLEVEL": "y", "DEBUG": "y", "HELPER": "y"])
    }

    /// Asking for a configuration builds nothing, and says of which kernel it is.
    @Test func aConfigurationWithoutABuildAndTheStoredOne() async throws {
        _ = try await user()
        let source = KernelDefinition.Source.git(repository: "../../linux", revision: "main")
        let plain = definition(source)
        let made = try await workshop(plain).configuration(of: name)
        #expect(made.origin == .configured)
        #expect(try await workshop(plain).status(of: name).isCached == false)
        let artifact = try await build(plain)
        let stored = try await workshop(plain).configuration(of: name)
        #expect(stored.origin == .cache && stored.key == artifact.key && made.key == artifact.key)
        #expect(stored.text == made.text && stored.symbols == made.symbols)
        let status = try await workshop(plain).status(of: name)
        #expect(status.isCached == true && status.key == artifact.key && status.problem == nil)
        #expect(status.source.hasPrefix("../../linux main, "))
        #expect(status.source.hasSuffix(" (\"first\")"))
    }

    @Test func whatIsNotMetIsAnErrorBeforeABuild() async throws {
        _ = try await user()
        let source = KernelDefinition.Source.git(repository: "../../linux", revision: "main")
        let error = await #expect(throws: KernelError.self) {
            try await workshop(definition(source, symbols: ["DEBUG": "y"])).configuration(of: name)
        }
        #expect(error?.kind == .configurationNotMet)
        #expect(
            error?.what.contains(
                "kernels/toy.yaml, set: CONFIG_DEBUG=y became n\n    DEBUG depends on LOWLEVEL, which is n (arch/x86/Kconfig:10)"
            ) == true, "\(error?.what ?? "nothing")")
    }

    @Test func whatDiffersAndWhy() async throws {
        _ = try await user()
        let source = KernelDefinition.Source.git(repository: "../../linux", revision: "main")
        var other = definition(source, symbols: ["LOWLEVEL": "y", "DEBUG": "y"])
        other.name = KernelName(unchecked: "other")
        let workshop = workshop(definition(source), other)
        let here = try await workshop.configuration(of: name)
        let there = try await workshop.configuration(of: other.name)
        let found = await ConfigurationDifference.between(here, there)
        #expect(found.map(\.symbol) == ["DEBUG", "HELPER", "LOWLEVEL"])
        #expect(found.map(\.here) == [nil, nil, nil] && found.map(\.there) == ["y", "y", "y"])
        #expect(found[1].cause == .follows("DEBUG"))
        guard case .asked(let asked) = found[0].cause else {
            Issue.record("DEBUG was asked for")
            return
        }
        #expect(asked.map(\.kernel) == [other.name])
        #expect(asked.map(\.request.place) == ["kernels/other.yaml, set"])
        #expect(await ConfigurationDifference.between(here, here) == [])
    }

    @Test func aStatusInstallsNothingAndNamesTheProblem() async throws {
        let absent = try await workshop(definition(.package("linux-source-0-absent"))).status(of: name)
        #expect(absent.isCached == nil && absent.key == nil && absent.problem == nil)
        let broken = try await workshop(definition(.tarball("absent.tar"))).status(of: name)
        #expect(broken.problem?.contains("there is no such tarball") == true)
        await #expect(throws: KernelError.self) { try await workshop().status(of: name) }
    }
}
