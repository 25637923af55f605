// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Testing

/// Criteria as run directories have them: what was stored before there were severities, floors and lists in `needs` is
/// read as what it was, and a matrix without them is stored as it was.
@Suite struct StoredCriterionTests {
    private static func kernel(_ name: String) -> KernelName { KernelName(unchecked: name) }

    /// Text, value.
    private static let old: [(String, Criterion)] = [
        (
            #"{"kind":{"cleanBoot":{}},"name":"boots clean","when":{"vcpus":{"any":{}}}}"#,
            Criterion(name: "boots clean", kind: .cleanBoot)
        ),
        (
            #"{"kind":{"ratio":{"_0":"loads.failed","atMost":{"value":0.1},"to":"before"}},"name":"waste","#
                + #""needs":"the effect is there","when":{"vcpus":{"any":{}}}}"#,
            Criterion(
                name: "waste", needs: ["the effect is there"],
                kind: .ratio(.loadsFailed, to: kernel("before"), atMost: Fraction(0.1), floor: nil))
        ),
        (
            #"{"kind":{"scaling":{"_0":"loads.failed","atMost":{"share":{"_0":{"value":0.1},"of":"before"}}}},"#
                + #""name":"growth","when":{"vcpus":{"any":{}}}}"#,
            Criterion(
                name: "growth",
                kind: .scaling(.loadsFailed, atMost: .share(Fraction(0.1), of: kernel("before")), floor: nil))
        ),
        (
            #"{"kind":{"sameAs":{"_0":"modules.set","reference":"stats"}},"name":"same","when":{"vcpus":{"any":{}}}}"#,
            Criterion(name: "same", kind: .sameAs(.modulesSet, reference: kernel("stats")))
        ),
    ]

    @Test func whatWasStoredBeforeIsReadAndStoredAgainAsItWas() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        for (text, criterion) in Self.old {
            let read = try JSONDecoder().decode(Criterion.self, from: Data(text.utf8))
            #expect(read == criterion)
            #expect(String(decoding: try encoder.encode(criterion), as: UTF8.self) == text)
        }
    }

    @Test(arguments: [
        Criterion(
            name: "a", needs: ["b", "c"], severity: .warn,
            kind: .ratio(.loadsFailed, to: kernel("k"), atMost: Fraction(1.25), floor: 2)),
        Criterion(name: "a", kind: .difference(.bytesWasted, to: kernel("k"), atMost: 4096)),
        Criterion(name: "a", kind: .scaling(.loadsFailed, atMost: .share(Fraction(0), of: kernel("k")), floor: 0.5)),
        Criterion(name: "a", kind: .perModule(atMost: .othersThanOne)),
        Criterion(name: "a", kind: .perModule(atMost: .count(7))),
        Criterion(name: "a", kind: .law(.loader65)),
        Criterion(name: "a", severity: .warn, kind: .timing(.timeToSettled, to: kernel("k"), atMost: Fraction(1.2))),
    ])
    func newKindsAreReadAsTheyWereStored(criterion: Criterion) throws {
        #expect(try JSONDecoder().decode(Criterion.self, from: try JSONEncoder().encode(criterion)) == criterion)
    }

    @Test func aBoundOfEachModuleFollowsTheVCPUs() {
        #expect([1, 2, 32].map { ModuleLimit.othersThanOne.limit(at: $0) } == [0, 1, 31])
        #expect([1, 32].map { ModuleLimit.count(5).limit(at: $0) } == [5, 5])
    }
}
