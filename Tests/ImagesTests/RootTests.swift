// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import MatrixPlan
import Testing
import Vocabulary

@testable import Images

@Suite struct RootTests {
    // MARK: apt

    @Test func theHostsSourcesForTheSuiteAndNothingElse() {
        let targets = """
            bookworm|amd64|http://mirror.example/debian/|bookworm|main
            bookworm|amd64|http://mirror.example/debian/|bookworm|main
            bookworm|i386|http://mirror.example/debian/|bookworm|main
            bookworm-backports|amd64|http://mirror.example/debian/|bookworm-backports|main
            bookworm-security|amd64|http://mirror.example/debian-security/|bookworm-security|main
            trixie|amd64|http://mirror.example/debian/|trixie|main
            broken line
            """
        let expected = [
            "deb http://mirror.example/debian/ bookworm main",
            "deb http://mirror.example/debian-security/ bookworm-security main",
        ]
        #expect(AptSources.lines(targets: targets, suite: "bookworm") == expected)
        #expect(AptSources.lines(targets: targets, suite: "sid") == [])
        let updatesOnly = "sid-updates|amd64|http://mirror.example/debian/|sid-updates|main"
        #expect(AptSources.lines(targets: updatesOnly, suite: "sid") == [])
    }

    @Test func candidatesAreInTheOrderOfNamesAndNeverMissing() {
        let policy = """
            udev:
              Installed: (none)
              Candidate: 252.39-1~deb12u2
              Version table:
            kmod:
              Installed: 30
              Candidate: (none)
            """
        let found = AptSources.candidates(policy: policy, packages: ["udev", "kmod", "base-files"])
        #expect(found == ["base-files=unknown", "kmod=unknown", "udev=252.39-1~deb12u2"])
    }

    // MARK: mmdebstrap

    private func tarball(_ recipe: ImageRecipe, hook: String = "/h/versions.sh") -> RootTarball {
        RootTarball(recipe: recipe, hook: hook)
    }

    @Test func theCommandFollowsTheRecipe() {
        let command = tarball(Sample.recipe(remove: ["usr/share/*", "/bin/x"])).command(
            output: "/o/root.tar", sources: "/w/sources.list", temporary: "/w/t", user: 0)
        #expect(command.executable == "mmdebstrap")
        #expect(command.arguments.contains("--variant=extract"))
        #expect(command.arguments.contains("--include=udev,kmod"))
        #expect(command.arguments.contains("--dpkgopt=path-exclude=/usr/share/*"))
        #expect(command.arguments.contains("--dpkgopt=path-exclude=/bin/x"))
        #expect(command.arguments.contains("--extract-hook=/h/versions.sh"))
        #expect(command.arguments.suffix(3) == ["bookworm", "/o/root.tar", "/w/sources.list"])
        #expect(command.environment["TMPDIR"] == "/w/t")
        #expect(command.environment["BOOTMATRIX_RECIPE"] == "tiny")
        let plain = tarball(Sample.recipe()).command(output: "/o/root.tar", sources: nil, temporary: nil, user: 0)
        #expect(plain.arguments.suffix(2) == ["bookworm", "/o/root.tar"])
        #expect(plain.environment["TMPDIR"] == nil)
    }

    /// An ordinary user is root of a namespace, where that is enough; the words that the key is made of stay the same.
    @Test func anOrdinaryUserIsRootOfANamespace() {
        let recipe = Sample.recipe()
        let command = tarball(recipe).command(output: "/o/root.tar", sources: nil, temporary: "/w/t", user: 1000)
        #expect(command.executable == "unshare")
        #expect(command.arguments.prefix(4) == ["--user", "--map-root-user", "mmdebstrap", "--skip=chroot/mount"])
        #expect(command.arguments.contains("--mode=root") && !command.arguments.contains("--mode=auto"))
        #expect(command.environment["TMPDIR"] == "/w/t")
        let minbase = tarball(Sample.recipe(variant: "minbase"))
        #expect(minbase.command(output: "/o", sources: nil, temporary: nil, user: 1000).executable == "mmdebstrap")
    }

    /// The host's name must be out of the image in every variant, in the last hook that the variant has.
    @Test(arguments: [("extract", "--extract-hook=rm"), ("minbase", "--customize-hook=rm")])
    func theHostsNameStaysOut(variant: String, prefix: String) {
        let arguments = tarball(Sample.recipe(variant: variant)).arguments(hook: "h")
        #expect(arguments.last?.hasPrefix(prefix) == true)
        #expect(arguments.last?.contains("etc/hostname") == true)
    }

    @Test func theKeyNamesWhatTheTarballFollowsFrom() throws {
        let scratch = try Scratch()
        let hook = try scratch.file("a/versions.sh", "one")
        let same = try scratch.file("b/versions.sh", "one")
        let other = try scratch.file("c/versions.sh", "two")
        let base = try tarball(Sample.recipe(), hook: hook).key(candidates: ["udev=1"])
        #expect(try tarball(Sample.recipe(), hook: same).key(candidates: ["udev=1"]) == base)
        // The files and the size are the base image's, not the tarball's.
        let sized = Sample.recipe(files: [:], size: .mebibytes(64))
        #expect(try tarball(sized, hook: hook).key(candidates: ["udev=1"]) == base)
        var suite = Sample.recipe()
        suite.suite = "trixie"
        let different = [
            try tarball(Sample.recipe(), hook: other).key(candidates: ["udev=1"]),
            try tarball(Sample.recipe(), hook: hook).key(candidates: ["udev=2"]),
            try tarball(Sample.recipe(packages: ["udev"]), hook: hook).key(candidates: ["udev=1"]),
            try tarball(Sample.recipe(remove: []), hook: hook).key(candidates: ["udev=1"]),
            try tarball(suite, hook: hook).key(candidates: ["udev=1"]),
        ]
        #expect(Set(different + [base]).count == different.count + 1)
    }

    @Test(arguments: [
        ("E: Unable to locate package udve", ImageError.Code.recipe, Blame.user),
        ("E: You don't have enough free space in /var/cache/apt/archives/.", .noSpace, .host),
        ("unshare: unshare failed: Operation not permitted", .rootTarball, .host),
        ("E: unable to pick chroot mode automatically (use --mode for manual selection)", .rootTarball, .host),
        ("E: The repository 'http://mirror.example trixie InRelease' is not signed.", .rootTarball, .host),
        ("E: Failed to fetch http://mirror.example/x  Temporary failure resolving", .rootTarball, .host),
    ])
    func aptsWordsSayWhoseFaultItIs(line: String, code: ImageError.Code, blame: Blame) {
        let error = RootTarball.failure(
            status: 25, lines: ["I: success", line], recipe: Sample.recipe(), log: "/l")
        #expect(error.kind == code)
        #expect(error.blame == blame)
        #expect(error.remedy != nil)
        if code == .recipe { #expect(error.what == "bookworm has no package udve") }
    }

    // MARK: The guest program

    @Test func aProgramsKeyIsItsSourcesAndNothingElseInTheDirectory() async throws {
        let scratch = try Scratch()
        let program = GuestProgram(sources: scratch.path)
        try scratch.file("main.c", "int main(void) { return 0; }")
        try scratch.file("Makefile", "all:\n")
        let first = try await program.key()
        try scratch.file("init", "a binary")
        try scratch.file("notes.txt", "")
        #expect(try await program.key() == first)
        try scratch.file("main.h", "")
        #expect(try await program.key() != first)
    }

    @Test func aProgramThatDoesNotCompileShowsTheFirstError() async throws {
        let scratch = try Scratch()
        try scratch.file("Makefile", "all:\n\t@echo 'main.c:1:2: error: no such thing'; exit 1\n")
        let error = await #expect(throws: ImageError.self) {
            try await GuestProgram(sources: scratch.path).make(in: scratch.path, log: scratch.path + "/log")
        }
        #expect(error?.kind == .guestProgram)
        #expect(error?.what.contains("error: no such thing") == true)
    }

    @Test func missingSourcesAreSaidToBeMissing() async throws {
        let scratch = try Scratch()
        let error = await #expect(throws: ImageError.self) {
            try await GuestProgram(sources: scratch.path + "/absent").key()
        }
        #expect(error?.location == scratch.path + "/absent")
    }
}
