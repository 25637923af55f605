// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Testing
import Vocabulary

@Suite struct ExitCauseTests {
    static let all: [ExitCause] =
        [
            .sealed, .panicked, .rebooted, .poweredOff, .shutdownStuck, .overSize("console"), .brokenStream("magic"),
            .guestProgramBroke("port"), .noRoot("disk"), .hypervisorStopped, .hypervisorGone("killed"),
            .connectionLost("EOF"), .notStarted("memory"), .filesChanged("base.img"), .interrupted,
        ] + Hang.allCases.flatMap { hang in GuestStage.allCases.map { .hung(hang, stage: $0) } }

    private static func decode(_ text: String) throws -> ExitCause {
        try CanonicalJSON.decode(ExitCause.self, from: Data(text.utf8))
    }

    @Test func everyCauseIsReadAsItWasWritten() throws {
        for cause in Self.all {
            let data = try CanonicalJSON.encode(cause)
            #expect(try CanonicalJSON.decode(ExitCause.self, from: data) == cause)
        }
    }

    /// Stored runs of other versions must be read, and those that read ours find what they know.
    @Test(arguments: [
        (#"{"sealed":{}}"#, ExitCause.sealed), (#"{"panicked":{}}"#, .panicked),
        (#"{"overSize":{"_0":"console"}}"#, .overSize("console")),
        (#"{"hypervisorGone":{"_0":"killed"}}"#, .hypervisorGone("killed")),
        (#"{"hung":{"hang":"never-started","stage":"firmware"}}"#, .hung(.neverStarted, stage: .firmware)),
    ])
    func theFormIsThatOfEarlierVersions(text: String, cause: ExitCause) throws {
        #expect(try Self.decode(text) == cause)
        let written = String(decoding: try CanonicalJSON.encode(cause, pretty: false), as: UTF8.self)
        #expect(written == text + "\n")
    }

    @Test(arguments: [
        ("firmware", Hang.noOutput), ("kernel", .kernel), ("init", .userspace), ("workload", .userspace),
        ("sealed", .kernel),
    ])
    func silenceOfEarlierVersionsGetsItsClass(stage: String, hang: Hang) throws {
        let cause = try Self.decode(#"{"noProgress":{"stage":"\#(stage)"}}"#)
        #expect(cause == .hung(hang, stage: try #require(GuestStage(rawValue: stage))))
    }

    @Test func overTimeOfEarlierVersionsIsALivelock() throws {
        #expect(try Self.decode(#"{"overTime":{"stage":"workload"}}"#) == .hung(.livelock, stage: .workload))
    }

    @Test(arguments: [
        "{}", #"{"unheardOf":{}}"#, #"{"hung":{}}"#, #"{"sealed":{},"panicked":{}}"#, #"{"noProgress":{}}"#,
        #"{"hung":{"hang":"tired","stage":"udev"}}"#, #"{"overSize":{}}"#, "3", "[]",
    ])
    func anythingElseIsNoCause(text: String) {
        #expect(throws: (any Error).self) { try Self.decode(text) }
    }

    @Test func everyCauseHasWords() {
        for cause in Self.all { #expect(!cause.summary.isEmpty && !cause.summary.contains("hung(")) }
        #expect(Set(Self.all.map(\.summary)).count > 14 + Hang.allCases.count)
    }

    @Test func onlyHangsThatShowTheKernelAreItsFault() {
        let blamed = Hang.allCases.filter { ExitCause.hung($0, stage: .udev).blame == .kernel }
        #expect(blamed == [.noOutput, .kernel, .livelock])
        #expect(ExitCause.hung(.neverStarted, stage: .firmware).blame == .host)
        #expect(ExitCause.hung(.userspace, stage: .udev).blame == .workload)
        #expect(ExitCause.hypervisorStopped.blame == .host)
    }
}
