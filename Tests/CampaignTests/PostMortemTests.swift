// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import MatrixPlan
import Synchronization
import Testing
import Vocabulary

@testable import Campaign

@Suite struct PostMortemTests {
    /// What was done to a guest, in order.
    private final class Patient: RunningGuest, DeadDiskPort {
        struct Refusal: Error {}
        let description: GuestDescription
        let events = AsyncStream<GuestEvent> { $0.finish() }
        private let log = Mutex<[String]>([])
        private let feed = Mutex<AsyncStream<GuestEvent>.Continuation?>(nil)
        let answers: Bool
        let hasDisk: Bool
        let refuses: Bool

        init(answers: Bool = true, hasDisk: Bool = false, refuses: Bool = false, pace: Double? = nil) {
            var machine = MachineRecord.scripted
            machine.pace = pace
            description = GuestDescription(domainXML: "", reproduce: "", cmdline: "", machine: machine)
            self.answers = answers
            self.hasDisk = hasDisk
            self.refuses = refuses
        }

        var done: [String] { log.withLock(\.self) }
        private func note(_ text: String) { log.withLock { $0.append(text) } }
        private func say(_ event: GuestEvent) { feed.withLock { _ = $0?.yield(event) } }

        func type(_ bytes: [UInt8]) async {}
        func listen() async -> AsyncStream<GuestEvent>? {
            let (stream, feed) = AsyncStream.makeStream(of: GuestEvent.self)
            self.feed.withLock { $0 = feed }
            return stream
        }
        func pressSystemRequest(_ key: UInt8) async throws {
            note("key \(Character(Unicode.Scalar(key)))")
            if answers { say(.console(Array("sysrq: it\n".utf8))) }
        }
        func interrupt() async throws {
            note("nmi")
            say(.panicked)
        }
        func goOn() async throws {
            note("go on")
            say(.console(Array("Kernel panic\n".utf8)))
            feed.withLock { $0?.finish() }
        }
        func dumpMemory(to path: String) async throws -> PostMortemRecord.Core {
            note("dump \(path)")
            if refuses { throw Refusal() }
            return PostMortemRecord.Core(size: .mebibytes(512), stored: .mebibytes(40), release: "6.12")
        }
        func keepDisk() async throws -> DeadDisk? {
            note("disk")
            if refuses { throw Refusal() }
            return hasDisk ? DeadDisk(overlay: "/o") : nil
        }
        func end() async -> [String] {
            note("end")
            return []
        }
        func files(on disk: DeadDisk, kernel: KernelArtifact) async throws -> [DeadFile] {
            note("read \(disk.overlay)")
            return ["/b", "/a"].map { DeadFile(path: $0, bytes: Array($0.utf8), size: .bytes(9)) }
        }
    }

    /// Patience is used up by the deaf alone, before the interrupt; no test depends on how busy the host is.
    private static func bounds(_ guest: Patient) -> InterrogationBounds {
        InterrogationBounds(
            patience: guest.answers ? .seconds(3_600) : .milliseconds(100), interrupt: .seconds(3_600),
            quiet: .milliseconds(20), answer: .seconds(3_600), total: .seconds(3_600))
    }

    private static let spec = GuestSpec(
        domain: "d", cell: CellID(text: "c"), vcpus: 1, memory: .mebibytes(512),
        kernel: KernelArtifact(
            name: KernelName(unchecked: "k"), key: "", bzImage: "", modulesRoot: "",
            identity: KernelIdentity(release: "6.12", kernel: BuildID(bytes: [1]), modules: [:]), ticksPerSecond: 100),
        disks: GuestDisks(imageKey: "", base: "", modules: ""), cmdline: [], workload: .coldplug, scratch: "")

    private func examine(
        _ guest: Patient, _ cause: ExitCause, stage: GuestStage = .kernel, core: Bool = true
    ) async -> PostMortem.Result {
        let room: @Sendable () async throws -> String = { "/core" }
        let postMortem = PostMortem(
            disks: guest, core: core ? room : nil, tell: { _ in }, bounds: { _, _ in Self.bounds(guest) })
        let result = await postMortem.examine(guest, cause, stage: stage, spec: Self.spec)
        _ = await result.teardown.value
        return result
    }

    @Test(arguments: [ExitCause.sealed, .interrupted, .hypervisorGone("x"), .connectionLost("x")])
    func whoeverEndedWellOrWasFailedByTheHostIsLeftAlone(cause: ExitCause) async {
        let guest = Patient(hasDisk: true)
        let result = await examine(guest, cause)
        #expect(guest.done == ["end"])
        #expect(result.record == nil && result.files.core == nil)
    }

    @Test func aHungGuestIsAskedBeforeItIsEnded() async throws {
        let guest = Patient()
        let result = await examine(guest, .hung(.kernel, stage: .kernel))
        #expect(guest.done == ["key 9", "key l", "key w", "key m", "key t", "disk", "end"])
        #expect(result.record?.interrogation?.answered == "lwmt")
        #expect(result.files.interrogation?.isEmpty == false)
        #expect(result.record?.core == nil, "it did not panic")
    }

    @Test func aDeafGuestThatPanicsOfTheInterruptHasACore() async {
        let guest = Patient(answers: false)
        let result = await examine(guest, .hung(.livelock, stage: .kernel))
        #expect(guest.done == ["key 9", "nmi", "dump /core", "go on", "disk", "end"])
        #expect(
            result.files.interrogation.map { String(decoding: $0, as: UTF8.self) }?.hasSuffix("\nKernel panic\n")
                == true)
        #expect(result.record?.interrogation?.size.bytes == result.files.interrogation.map { Int64($0.count) })
        #expect(result.record?.interrogation?.panicked == true)
        #expect(result.record?.core?.size == .mebibytes(512) && result.files.core == "/core")
    }

    /// Its answer takes longer than the standard allows; the host is slow, or the kernel is.
    @Test(arguments: [(nil, 1), (8.0, 1), (nil, 8)] as [(Double?, Int)])
    func aGuestOnASlowHostHasMoreTimeToAnswer(pace: Double?, patience: Int) async {
        let guest = Patient(answers: false, pace: pace)
        let bounds = InterrogationBounds(
            patience: .milliseconds(200), interrupt: .zero, quiet: .zero, answer: .seconds(3_600),
            total: .seconds(3_600))
        let postMortem = PostMortem(
            disks: nil, core: nil, tell: { _ in }, bounds: { _, _ in bounds }, patience: patience)
        let begun = ContinuousClock.now
        _ = await postMortem.examine(guest, .hung(.kernel, stage: .kernel), stage: .kernel, spec: Self.spec)
        let isStretched = pace != nil || patience > 1
        #expect(guest.done.starts(with: ["key 9", "nmi"]))
        #expect(begun.duration(to: .now) >= .milliseconds(isStretched ? 1600 : 200))
    }

    @Test func aCoreIsKeptOnlyWhereItIsWanted() async {
        let guest = Patient()
        _ = await examine(guest, .panicked, core: false)
        #expect(guest.done == ["disk", "end"])
    }

    /// Its disk is read when QEMU is gone, and not at all when all was sent.
    @Test func theDiskIsReadAfterTheEnd() async {
        let guest = Patient(hasDisk: true)
        let result = await examine(guest, .panicked)
        #expect(guest.done == ["dump /core", "disk", "end", "read /o"])
        #expect(result.record?.disk.map(\.path) == ["/a", "/b"])
        #expect(result.record?.disk.allSatisfy(\.isCut) == true)
        #expect(result.files.disk == [Array("/a".utf8), Array("/b".utf8)])
        let later = Patient(hasDisk: true)
        _ = await examine(later, .panicked, stage: .sealed)
        #expect(later.done == ["dump /core", "end"])
    }

    @Test func whatCannotBeHadIsANote() async {
        let guest = Patient(refuses: true)
        let result = await examine(guest, .panicked)
        #expect(guest.done == ["dump /core", "disk", "end"])
        #expect(result.record?.core == nil && result.files.core == nil)
        #expect(result.record?.notes.count == 2)
    }

    @Test func aGuestThatCannotBeAskedIsEnded() async {
        let guest = ScriptedGuest([.close])
        let postMortem = PostMortem(disks: nil, core: nil, tell: { _ in }) { _, _ in Self.bounds(Patient()) }
        let result = await postMortem.examine(guest, .hung(.kernel, stage: .kernel), stage: .kernel, spec: Self.spec)
        _ = await result.teardown.value
        #expect(result.record == nil && guest.timesEnded == 1)
    }
}
