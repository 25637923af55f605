// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

/// The scanner on console logs that it was not written from. How well it classes them is scored in ReportsTests.
struct CorpusTests {
    static let syzkaller = "syzkaller-linux.dev.jsonl"
    static let libbpf = "libbpf-ci.jsonl"
    static let absent: Comment = "the corpora are not beside the package"

    @Test(.enabled(if: ConsoleCorpus.exists(syzkaller), absent))
    func everyPanicIsListedAndNoOther() {
        for (record, findings) in ConsoleCorpus.syzkaller {
            let panicked = record.log.contains("Kernel panic - not syncing")
            #expect(findings.contains { $0.kind == .panic } == panicked, "\(record.id)")
        }
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

    /// The same in pieces of any size, and no other kind of report in any part of a log: a cut invents nothing.
    @Test(.enabled(if: ConsoleCorpus.exists(syzkaller), absent))
    func piecesAndCutsChangeNothing() {
        // A header that is cut may leave the kind open; then it is told by what it says so far.
        let broader: Set<Finding.Kind> = [.bug, .warning]
        for (record, findings) in ConsoleCorpus.syzkaller where record.log.utf8.count < 700 {
            let bytes = Array(record.log.utf8)
            for piece in [1, 7, 64] {
                var reader = KernelLogReader()
                for start in stride(from: 0, to: bytes.count, by: piece) { reader.take(bytes[start...].prefix(piece)) }
                #expect(reader.finish() == findings, "\(record.id)")
            }
            let kinds = Set(findings.map(\.kind))
            for length in 0..<bytes.count {
                let cut = Set(KernelLogScanner.findings(in: bytes.prefix(length)).map(\.kind))
                #expect(cut.subtracting(kinds).isSubset(of: kinds.isEmpty ? [] : broader), "\(record.id) at \(length)")
            }
        }
    }
}
