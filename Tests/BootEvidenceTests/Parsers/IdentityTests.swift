// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing
import Vocabulary

struct IdentityTests {
    /// A note as the linker writes it.
    private static func note(_ name: String, _ type: UInt32, _ description: [UInt8]) -> [UInt8] {
        func filled(_ bytes: [UInt8]) -> [UInt8] { bytes + Array(repeating: 0, count: (4 - bytes.count % 4) % 4) }
        let name = [UInt8](name) + [0]
        return StreamBuilder.little(UInt32(name.count)) + StreamBuilder.little(UInt32(description.count))
            + StreamBuilder.little(type) + filled(name) + filled(description)
    }

    private static let kernelID = [UInt8](repeating: 0xAB, count: 20)
    private static let moduleID = [UInt8](repeating: 0xCD, count: 20)
    private static let notes = note("Linux", 6, [1]) + note("GNU", 3, kernelID) + note("Linux", 0x100, [UInt8]("salt"))

    @Test func theBuildIDIsFoundAmongOtherNotes() {
        let notes = ELFNotes(Self.notes)
        #expect(notes.isWhole)
        #expect(notes.notes.map(\.name) == ["Linux", "GNU", "Linux"])
        #expect(notes.buildID?.hex == String(repeating: "ab", count: 20))
    }

    @Test func onlyTheNoteOfGNUCounts() {
        #expect(ELFNotes(Self.note("GNX", 3, Self.kernelID)).buildID == nil)
        #expect(ELFNotes(Self.note("GNU", 1, Self.kernelID)).buildID == nil)
        #expect(ELFNotes(Self.note("GNU", 3, [1, 2])).buildID == nil)
        #expect(ELFNotes([]).buildID == nil)
    }

    @Test func hostileNotesAreNoCrash() {
        for length in Self.notes.indices { _ = ELFNotes(Array(Self.notes[..<length])) }
        var huge = Self.notes
        for index in 0..<8 { huge[index] = 0xFF }
        #expect(ELFNotes(huge).notes.isEmpty)
        #expect(!ELFNotes(huge).isWhole)
    }

    private func items(_ edit: (inout EvidenceItems) -> Void = { _ in }) -> EvidenceItems {
        var items = EvidenceItems(texts: [
            "version": "Linux version 6.12.117 (a@b) (gcc) #1\n",
            "modules": "kvm_amd 98304 0 - Live 0x0\nkvm 872448 1 kvm_amd, Live 0x0\n",
        ])
        items.items["buildid/kernel"] = .init(bytes: Self.notes)
        items.items["buildid/module/kvm"] = .init(bytes: Self.note("GNU", 3, Self.moduleID))
        items.items["buildid/module/kvm_amd"] = .init(bytes: Self.note("GNU", 3, Self.moduleID))
        edit(&items)
        return items
    }

    private var built: KernelIdentity {
        let module = BuildID(bytes: Self.moduleID)
        return KernelIdentity(
            release: "6.12.117", kernel: BuildID(bytes: Self.kernelID),
            modules: ["kvm": module, "kvm-amd": module, "xfs": module])
    }

    @Test func whatWasBuiltHasNoDifferences() {
        #expect(GuestIdentity(items()).differences(from: built).isEmpty)
    }

    @Test func everyDifferenceIsNamed() {
        let other = BuildID(bytes: [UInt8](repeating: 1, count: 20))
        var expected = built
        expected.kernel = other
        expected.release = "6.12.118"
        expected.modules["kvm"] = other
        expected.modules["kvm-amd"] = nil
        #expect(
            GuestIdentity(items()).differences(from: expected) == [
                .kernel(expected: other, found: BuildID(bytes: Self.kernelID)),
                .release(expected: "6.12.118", found: "6.12.117"),
                .module("kvm", expected: other, found: BuildID(bytes: Self.moduleID)), .moduleNotBuilt("kvm_amd"),
            ])
    }

    @Test func whatShowsNoBuildIDIsNotBelieved() {
        let silent = GuestIdentity(
            items {
                $0.items["buildid/kernel"] = .init(bytes: [], failure: 2)
                $0.items["buildid/module/kvm"] = nil
                $0.items["buildid/module/kvm_amd"]?.isCut = true
            })
        #expect(
            silent.differences(from: built) == [.kernelUnknown, .moduleUnknown("kvm"), .moduleUnknown("kvm_amd")])
    }
}
