// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Vocabulary

/// What can be measured by itself: `make bench BENCH="cells harness"`. In the order in which a full run measures.
enum GroupName: String, CaseIterable, ExpressibleByArgument, Codable, Sendable {
    case harness, errors, judge, console, report, orchestrator, cells, packing, panic, sweep, builds, lineage, virtme,
        labels

    /// For the person who waits.
    var about: String {
        switch self {
        case .harness: "plans, parsers and scanners, without a guest"
        case .errors: "how often verdicts are wrong, in 50,000 campaigns that are drawn"
        case .console: "a long console diagnosed, beside grep"
        case .judge: "10,000 cells judged by the default matrix's criteria, without a guest"
        case .report: "10,000 stored cells reported"
        case .orchestrator: "memory and CPU of bootmatrix itself while guests run"
        case .cells: "a cell against plain QEMU, 2 and 4 vCPUs"
        case .packing: "two guests side by side against one after the other"
        case .panic: "from a guest's panic to its being known"
        case .sweep: "boots from 1 to 128 vCPUs"
        case .virtme: "a boot against virtme-ng's, 4 vCPUs; builds its kernel when there is none (17 min more)"
        case .builds: "cold kernel builds, ours and virtme-ng's"
        case .labels: "200 boots of one build under two labels, and 60 of a kernel that wastes loads"
        case .lineage: "a variant, a patch and ten commits against a cold build of the same tree"
        }
    }

    /// On two quiet CPUs under TCG.
    var expected: Duration {
        switch self {
        case .harness: .seconds(20)
        case .errors: .seconds(420)
        case .console: .seconds(60)
        case .judge: .seconds(10)
        case .report: .seconds(100)
        case .orchestrator: .seconds(150)
        case .cells: .seconds(170)
        case .packing: .seconds(140)
        case .panic: .seconds(50)
        case .sweep: .seconds(300)
        case .virtme: .seconds(260)
        case .builds: .seconds(1900)
        case .lineage: .seconds(700)
        case .labels: .seconds(1300)
        }
    }

    var group: any Group {
        switch self {
        case .harness: HarnessGroup()
        case .errors: ErrorsGroup()
        case .console: ConsoleGroup()
        case .judge: JudgeGroup()
        case .report: ReportGroup()
        case .orchestrator: OrchestratorGroup()
        case .cells: CellsGroup()
        case .packing: PackingGroup()
        case .panic: PanicGroup()
        case .sweep: SweepGroup()
        case .virtme: VirtmeGroup()
        case .builds: BuildsGroup()
        case .lineage: LineageGroup()
        case .labels: LabelsGroup()
        }
    }
}

/// Measures some figures.
protocol Group: Sendable {
    func measure(_ bench: Bench) async throws -> GroupResult
}
