// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Vocabulary

extension BootDigest {
    /// Items that every sealed boot has, because some claim of every cell rests on them. `Evidence.required` has more:
    /// what only a figure rests on, and that figure is then absent.
    private static let required = [
        "buildid/kernel", "version", "modules", "stats", "kmsg", "cpus", "workload", "trace", "uevents",
    ]

    /// Evidence that is absent, cut or makes no sense. Only in a sealed boot: in another the exit says it all.
    func readability() -> [CellReading.Problem] {
        guard isSealed else { return [] }
        var texts: [String] = []
        for name in Self.required {
            guard let item = items.items[name] else {
                texts.append("\(name) is absent")
                continue
            }
            if let errno = item.failure {
                if !(name == "stats" && hasNoStatistics) { texts.append("\(name) could not be read (errno \(errno))") }
            } else if item.isCut, name != "trace" {
                // A cut trace only withholds its counts; what it shows happened.
                texts.append("\(name) was cut at the guest's bound")
            }
        }
        texts += strange()
        return texts.map { problem(.unreadable, .harness, $0) }
    }

    private func strange() -> [String] {
        var texts: [String] = []
        func note(_ name: String, _ problem: String?) { if let problem { texts.append("\(name): \(problem)") } }
        if items["version"] != nil, evidence.identity.release == nil {
            texts.append("version: it names no release of Linux")
        }
        note("modules", evidence.modules?.problem)
        note("kmsg", evidence.messages?.problem)
        note("cpus", evidence.cpus?.problem)
        note("workload", evidence.workload?.problem)
        note("replays", evidence.replays?.problem)
        if items["initramfs"] != nil {
            // Without its times its loads would count as somebody's.
            note("initramfs", evidence.initramfs.map(\.problem) ?? "it does not say from when to when")
        }
        if let messages = evidence.messages, messages.dropped > 0 {
            texts.append(
                "kmsg: \(messages.dropped) records were overwritten before they were read, so a clean boot cannot be"
                    + " shown; raise log_buf_len=")
        }
        if let messages = evidence.messages, !messages.beginsAtTheBanner {
            texts.append("kmsg: it does not begin with the kernel's banner, so a clean boot cannot be shown")
        }
        texts += evidence.statistics?.problems ?? []
        if let statistics = evidence.statistics {
            let lacking = ModuleCounter.allCases.filter { statistics.scalars[$0] == nil }.map {
                "counters/\($0.rawValue)"
            }
            // One that is there but no number is among the statistics' own problems; a cut one is no number either.
            let cut = items.items.filter { $0.key.hasPrefix("counters/") && $0.value.isCut }.keys.sorted()
            let absent = lacking.filter { items[$0] == nil } + cut
            if !absent.isEmpty { texts.append("\(Names.list(absent)) could not be read") }
        }
        if evidence.statistics != nil, residual == nil {
            texts.append("stats: its table is not whole, so failures that are not duplicates cannot be ruled out")
        }
        return texts
    }
}
