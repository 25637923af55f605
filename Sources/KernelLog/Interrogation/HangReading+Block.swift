// SPDX-License-Identifier: Apache-2.0

import Vocabulary

extension HangReading {
    /// The lines of one CPU or one task among the answers.
    struct Block {
        enum Subject {
            case cpu(String)
            case task(String)
            case other
        }

        private let subject: Subject
        private var lines: [ArraySlice<UInt8>] = []
        /// Inside of what the interruption itself put on the stack.
        private var isInterruption = false
        private var isIdle = false
        private var isUser = false

        init(_ subject: Subject) { self.subject = subject }

        /// `NMI backtrace for cpu 1` (lib/nmi_backtrace.c), `task:NAME state:D ...` (kernel/sched/core.c,
        /// sched_show_task); another answer's header, which begins no block of interest. Nil for any other line.
        init?(header line: ArraySlice<UInt8>) {
            if line.begins(with: "NMI backtrace for cpu ") {
                let rest = line.dropFirst("NMI backtrace for cpu ".utf8.count)
                let number = rest.prefix { (0x30...0x39).contains($0) }
                // `skipped: idling at ...`
                let isWhole = rest.count == number.count && (1...6).contains(number.count)
                self.init(isWhole ? .cpu("CPU " + String(decoding: number, as: UTF8.self)) : .other)
            } else if line.begins(with: "task:"), let state = line.position(of: " state:") {
                let name = SafeText.line(line[(line.startIndex + 5)..<state], limit: 40)
                let isBlocked = line[(state + 7)...].first == UInt8(ascii: "D")
                self.init(isBlocked ? .task(String(name.reversed().drop { $0 == " " }.reversed())) : .other)
            } else if line.begins(with: "Mem-Info:") || line.begins(with: "sysrq: ")
                || line.begins(with: "Sending NMI ")
            {
                self.init(.other)
            } else {
                return nil
            }
        }

        mutating func take(_ line: ArraySlice<UInt8>) {
            if case .other = subject { return }
            let word = line.drop { $0 == 0x20 }
            if word.begins(with: "<IRQ>") || word.begins(with: "<NMI>") { isInterruption = true }
            if !isInterruption {
                isIdle = isIdle || Self.idle.contains { word.holds($0) }
                isUser = isUser || word.begins(with: "RIP: 0033:") && lines.isEmpty
                if lines.count < 60 { lines.append(line) }
            }
            if word.begins(with: "</IRQ>") || word.begins(with: "</NMI>") {
                isInterruption = false
                // What came before it was the CPU's state inside of it.
                lines.removeAll { Self.isState($0) }
            }
        }

        var isOfCPU: Bool { if case .cpu = subject { true } else { false } }
        var isOfTask: Bool { if case .task = subject { true } else { false } }

        /// Nil where there is nothing to suspect: a CPU that idles, or computes for a program.
        var suspect: Suspect? {
            switch subject {
            case .other: return nil
            case .cpu(let name):
                guard !isIdle, !isUser else { return nil }
                let number = name.drop { !$0.isNumber }
                let found = report(
                    "watchdog: BUG: soft lockup - CPU#\(number.isEmpty ? "0" : number) stuck for 22s! [x:1]")
                guard let function = found?.function else { return nil }
                return Suspect(kind: .busy, who: name, function: function, lines: shown)
            case .task(let name):
                let found = report("INFO: task x:1 blocked for more than 120 seconds.")
                return Suspect(kind: .blocked, who: name, function: found?.function, lines: shown)
            }
        }

        /// The backtrace as that of a report, for the rules that blame.
        private func report(_ header: String) -> Finding? {
            let text = Array(header.utf8) + [0x0A] + Array(lines.joined(separator: [0x0A])) + [0x0A]
            return KernelLogScanner.findings(in: text).first
        }

        private var shown: [String] { lines.map { SafeText.line($0) } }

        private static func isState(_ line: ArraySlice<UInt8>) -> Bool {
            let word = line.drop { $0 == 0x20 }
            return word.begins(withAny: [
                "RIP: ", "Code: ", "RSP: ", "RAX: ", "RDX: ", "RBP: ", "R10: ", "R13: ", "FS: ", "CS: ", "CR2: ",
            ])
        }

        private static let idle: [StaticString] = [
            "default_idle", "do_idle", "cpu_startup_entry", "pv_native_safe_halt", "mwait_idle",
        ]
    }
}
