// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Host
import MatrixPlan
import Synchronization
import Testing
import Vocabulary

@testable import Kernels

/// A kernel's package from its name to an entry of the cache, with an archive that the test makes up.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/dpkg-deb"), "dpkg-deb is not installed"))
struct BinaryPackageTests {
    private let meta = "linux-image-test"
    private let exact = "linux-image-6.9.0-test"
    private let kernel = KernelName(unchecked: "stock")

    private final class Notes: ProgressPort {
        private let events = Mutex<[String]>([])
        var lines: [String] { events.withLock { $0 } }
        func report(_ event: ProgressEvent) {
            switch event {
            case .note(let text): events.withLock { $0.append(text) }
            case .kernelTaken(_, let what, let cached, _): events.withLock { $0.append("\(what) \(cached)") }
            default: break
            }
        }
    }

    private struct Laboratory {
        let scratch: Scratch
        let apt: ScriptedApt
        let notes = Notes()
        let kernels: ReadyKernels
    }

    private func laboratory(
        versions: [String] = ["1.0"], _ change: (inout ScriptedApt.World) -> Void = { _ in }
    ) async throws -> Laboratory {
        let scratch = try Scratch()
        try ReadySamples.tree(scratch, below: "deb")
        let tree = scratch.path + "/deb"
        for version in versions { try await ScriptedApt.pack(tree, version: version) }
        var world = ScriptedApt.World()
        world.archive[meta] = (versions.last ?? "", "\(exact) (= \(versions.last ?? ""))", nil)
        world.archive[exact] = (versions.last ?? "", "kmod, linux-base (>= 4.3~), initramfs-tools | dracut", tree)
        change(&world)
        let apt = ScriptedApt(world)
        let notes = Notes()
        let kernels = ReadyKernels(
            directories: Directories(environment: ["BOOTMATRIX_CACHE": scratch.path + "/cache"]),
            definitions: scratch.path, progress: notes, run: apt.runner)
        return Laboratory(scratch: scratch, apt: apt, kernels: kernels)
    }

    private func origin(_ path: String) throws -> PackageIdentity? {
        let data = try Data(contentsOf: URL(fileURLWithPath: path + "/kernel.json"))
        return try CanonicalJSON.decode(ReadyRecord.self, from: data).ready.package
    }

    private func failure(_ lab: Laboratory, _ name: String) async -> KernelError? {
        do {
            _ = try await lab.kernels.entry(of: kernel, .package(name))
            return nil
        } catch {
            return error as? KernelError
        }
    }

    @Test func aPackageThatOnlyDependsOnAKernelIsFollowed() async throws {
        let lab = try await laboratory()
        let path = try await lab.kernels.entry(of: kernel, .package(meta))
        let found = try #require(try origin(path))
        #expect(found.package == exact && found.version == "1.0" && found.sha256?.count == 64)
        let artifact = try StoredKernel.read(from: path).artifact(named: kernel, at: path)
        #expect(artifact.identity.release == ReadySamples.release && artifact.ticksPerSecond == 250)
        #expect(artifact.early.map(\.path) == ["kernel/helper-one.ko", "kernel/virtio_blk.ko.gz"])
        let left = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        #expect(left == ["MANIFEST", "bzImage", "config", "kernel.json", "modules"])

        // The second time nothing is downloaded, and the exact name is the same kernel.
        lab.apt.forget()
        #expect(try await lab.kernels.entry(of: kernel, .package(meta)) == path)
        #expect(try await lab.kernels.entry(of: kernel, .package(exact)) == path)
        #expect(!lab.apt.commands.contains { $0.hasPrefix("apt-get") })
    }

    @Test func listsOfOurOwnHelpWhereTheHostsAreOld() async throws {
        let lab = try await laboratory(versions: ["1.0", "1.1"]) { $0.stale = [meta: "1.0", exact: "1.0"] }
        let path = try await lab.kernels.entry(of: kernel, .package(meta))
        #expect(try origin(path)?.version == "1.1")
        #expect(lab.apt.commands.contains("apt-get update"))
    }

    @Test func andWhereItHasNone() async throws {
        let lab = try await laboratory { $0.hasHostLists = false }
        let path = try await lab.kernels.entry(of: kernel, .package(exact))
        // From then on they are there.
        lab.apt.forget()
        #expect(try await lab.kernels.entry(of: kernel, .package(exact)) == path)
        #expect(!lab.apt.commands.contains { $0.hasPrefix("apt-get") })
    }

    @Test func withoutNetworkWhatWasFetchedBeforeIsUsedAndNamed() async throws {
        let lab = try await laboratory(versions: ["1.0"])
        let path = try await lab.kernels.entry(of: kernel, .package(meta))
        lab.apt.world.withLock { world in
            world.hasNetwork = false
            world.archive[meta]?.depends = "\(exact) (= 2.0)"
            world.archive[exact]?.version = "2.0"
        }
        #expect(try await lab.kernels.entry(of: kernel, .package(meta)) == path)
        // By another name nothing is remembered.
        let error = await failure(lab, exact)
        #expect(error?.kind == .badPackage && error?.blame == .host && error?.what.contains("2.0") == true)
    }

    @Test func whatWasDownloadedMustBeWhatTheListNames() async throws {
        let lab = try await laboratory()
        let deb = lab.scratch.path + "/deb_1.0.deb"
        lab.apt.world.withLock { world in world.archive[exact]?.tree = lab.scratch.path + "/other" }
        try FileManager.default.copyItem(atPath: deb, toPath: lab.scratch.path + "/other_1.0.deb")
        // The list was read before somebody changed the file.
        let apt = Apt(directory: lab.scratch.path + "/apt", run: lab.apt.runner)
        let stanza = try #require(try await apt.candidate(exact, lists: .ofHost))
        try Data("changed".utf8).write(to: URL(fileURLWithPath: lab.scratch.path + "/other_1.0.deb"))
        let place = lab.scratch.path + "/place"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let package = BinaryPackage(name: exact, directory: place, apt: apt)
        await #expect(throws: KernelError.self) {
            _ = try await package.fetch(stanza, lists: .ofHost, to: place)
        }
    }

    @Test func mistakesAreTheUsers() async throws {
        let lab = try await laboratory { world in
            world.archive["linux-image-two"] = ("1.0", "linux-image-a, linux-image-b", nil)
            world.archive["linux-image-round"] = ("1.0", "linux-image-round", nil)
        }
        for (name, word) in [
            ("linux-image-none", "no package"), ("linux-image-two", "several"), ("linux-image-round", "several"),
            ("linux-image-*", "no package's name"), ("-o", "no package's name"),
        ] {
            let error = await failure(lab, name)
            #expect(error?.blame == .user && error?.what.contains(word) == true, "\(name): \(error?.line ?? "")")
        }
        lab.apt.world.withLock { $0.hasNetwork = false }
        #expect(await failure(lab, "linux-image-none")?.blame == .host)
    }

    @Test func aPackageWithoutAKernelIsRefused() async throws {
        let lab = try await laboratory()
        let tree = lab.scratch.path + "/bare"
        try lab.scratch.write("text", to: "bare/usr/share/doc/x")
        try await ScriptedApt.pack(tree, version: "1.0")
        lab.apt.world.withLock { $0.archive["linux-headers-test"] = ("1.0", "", tree) }
        #expect(await failure(lab, "linux-headers-test")?.what.contains("holds no kernel") == true)
    }
}
