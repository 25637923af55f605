// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

/// How well the scanner does on console logs that it was not written from. The figures are those that it reaches; a
/// change that makes one worse must say why.
struct CorpusTests {
    static let syzkaller = "syzkaller-linux.dev.jsonl"
    static let libbpf = "libbpf-ci.jsonl"
    static let absent: Comment = "the corpora are not beside the package"

    /// The families of reports for which `Finding.Kind` has a kind, and the kind that the first finding must have.
    static let kinds: [String: Set<Finding.Kind>] = [
        "panic": [.panic], "oops": [.oops], "kernel_bug": [.bug], "bug": [.bug], "atomic_sleep": [.bug],
        "warning": [.warning], "soft_lockup": [.softLockup], "lockup_spin": [.softLockup],
        "workqueue_lockup": [.softLockup], "hung_task": [.hungTask], "rcu_stall": [.rcuStall], "reboot": [.reboot],
        "lockdep": [.warning, .bug], "kasan": [.bug], "kcsan": [.bug], "kfence": [.bug], "kmsan": [.bug],
        "ubsan": [.bug],
    ]

    /// Missed: a WARNING that is not WARN()'s or lockdep's; a reboot of which the log has no message before the
    /// firmware's; a task whose name breaks its line.
    static let missed: Set<String> = [
        "syzkaller/linux/report/6", "syzkaller/linux/report/127", "syzkaller/linux/report/1001",
    ]

    @Test(.enabled(if: ConsoleCorpus.exists(syzkaller), absent))
    func noCleanLogIsFlagged() {
        let clean = ConsoleCorpus.syzkaller.filter { $0.record.expect.crash == false }
        #expect(clean.count >= 18)
        for (record, findings) in clean { #expect(findings.isEmpty, "\(record.id)") }
    }

    @Test(.enabled(if: ConsoleCorpus.exists(syzkaller), absent))
    func reportsOfItsKindsAreFound() {
        let reports = ConsoleCorpus.syzkaller.filter {
            $0.record.expect.crash == true && Self.kinds[$0.record.expect.family] != nil
        }
        #expect(reports.count >= 330)
        #expect(Set(reports.filter(\.findings.isEmpty).map(\.record.id)) == Self.missed)
    }

    /// The exception is a panic because of a hung task, of which the log has the panic alone.
    @Test(.enabled(if: ConsoleCorpus.exists(syzkaller), absent))
    func theFirstFindingIsOfTheRightKind() {
        let other = ConsoleCorpus.syzkaller.filter { record, findings in
            guard let kinds = Self.kinds[record.expect.family], let first = findings.first else { return false }
            return !kinds.contains(first.kind)
        }
        #expect(other.map(\.record.id) == ["syzkaller/linux/report/221"])
    }

    @Test(.enabled(if: ConsoleCorpus.exists(syzkaller), absent))
    func everyPanicIsListedAndNoOther() {
        for (record, findings) in ConsoleCorpus.syzkaller {
            let panicked = record.log.contains("Kernel panic - not syncing")
            #expect(findings.contains { $0.kind == .panic } == panicked, "\(record.id)")
        }
    }

    /// The function that others name. Which of a stack's functions is to blame is a matter of its own; a title that
    /// holds another one is stable all the same.
    @Test(.enabled(if: ConsoleCorpus.exists(syzkaller), absent))
    func titlesOftenNameTheFunctionThatOthersName() {
        let named = ConsoleCorpus.syzkaller.filter { record, findings in
            !findings.isEmpty && record.frame?.isEmpty == false && Self.kinds[record.expect.family] != nil
        }
        let alike = named.filter { record, findings in
            findings.contains { $0.title.contains(record.frame ?? "") }
        }
        #expect(alike.count >= 105, "\(alike.count) of \(named.count)")
    }

    @Test(.enabled(if: ConsoleCorpus.exists(libbpf), absent))
    func theSplatCasesOfLibbpfAreJudgedAlike() {
        for (record, findings) in ConsoleCorpus.libbpf {
            // That one case has a list of warnings to be let pass, which is not the scanner's business.
            if record.id.contains("case_allowlist") {
                #expect(findings.map(\.kind) == [.warning])
            } else {
                #expect(!findings.isEmpty == record.expect.crash, "\(record.id)")
            }
        }
        #expect(ConsoleCorpus.libbpf.count >= 9)
    }

    /// Nothing of a guest may reach a terminal unescaped, and a finding is bounded.
    @Test(.enabled(if: ConsoleCorpus.exists(syzkaller), absent))
    func findingsAreBoundedAndPrintable() {
        for (record, findings) in ConsoleCorpus.syzkaller {
            for finding in findings {
                #expect((1...60).contains(finding.lines.count), "\(record.id)")
                #expect(!finding.title.isEmpty && finding.title.count <= 200, "\(record.id)")
                let texts = finding.lines + [finding.title]
                #expect(texts.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } })
            }
        }
    }
}
