// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

extension Judge {
    /// Judges a plan look by look and gives the result of the look that decides, or of the one that the run has got to.
    /// A look sees nothing of the boots after it, so that the evidence alone says where the run ends: running, resuming
    /// and reporting come to the same.
    ///
    /// - Parameter decidedBefore: the look at which the run is known to have ended; no later one is taken.
    public static func conclude(
        matrix: Matrix, plan: Plan, readings: [CellReading], unavailable: [KernelName: (Blame, String)] = [:],
        run: String? = nil, took: Duration? = nil, decidedBefore: Int? = nil
    ) -> MatrixResult {
        let schedule = LookSchedule(plan)
        let count = plan.lookCount
        var look = 1
        while true {
            let seen = plan.repetitions(upTo: look)
            let part = plan.upTo(look: look)
            let own = look == count ? readings : readings.filter { seen.contains($0.cell.repetition) }
            var result = judge(
                matrix: matrix, plan: part, readings: own, unavailable: unavailable, run: run, took: took,
                level: schedule.looks[look - 1].level)
            result.schedule = schedule
            guard count > 1 else { return result }
            let view = LookView(
                matrix: matrix, plan: plan, look: look, result: result, hasLater: own.count < readings.count)
            let standing: LookOutcome.Standing? =
                if view.isUnfinished(unavailable) {
                    .unfinished
                } else if look == count {
                    .last
                } else if view.isDecided {
                    .decided
                } else if look == decidedBefore {
                    .lost
                } else {
                    view.hasLater ? nil : .open
                }
            if let standing {
                let boots = part.cells.count
                result.looked = LookOutcome(
                    look: look, of: count, standing: standing, boots: boots, later: plan.cells.count - boots,
                    unused: readings.count - own.count,
                    lost: result.coordinates.flatMap(\.cells).count { $0.status == .miss })
                return result
            }
            look += 1
        }
    }
}

/// What one look shows, and whether more blocks could show more.
private struct LookView {
    let matrix: Matrix
    let plan: Plan
    let look: Int
    let result: MatrixResult
    /// Whether boots of later looks are stored: then an earlier look went on, whatever was lost of it since.
    let hasLater: Bool

    /// Whether a boot of this look is still to be made.
    func isUnfinished(_ unavailable: [KernelName: (Blame, String)]) -> Bool {
        guard !hasLater else { return false }
        return result.coordinates.contains { place in
            unavailable[place.coordinates.kernel] == nil && place.cells.contains { $0.attempts == 0 }
        }
    }

    /// A FAIL that stands decides at once. One that was only seen keeps its status, and the boots of later looks say
    /// whether it is a regression. Without either, what statistics leave open does not decide.
    var isDecided: Bool {
        if hasStandingFailure { return true }
        let later = laterPlaces
        let pairs = zip(matrix.criteria, result.criteria)
        return !pairs.contains { criterion, outcome in
            criterion.severity == .fail
                && outcome.rows.contains { row in
                    (isOpen(row, of: criterion, outcome) || row.isSeenOnly)
                        && later.contains { isOf(row, $0) && criterion.when.contains($0) }
                }
        }
    }

    private var hasStandingFailure: Bool {
        let rows = zip(matrix.criteria, result.criteria).filter { $0.0.severity == .fail }.flatMap(\.1.rows)
        // A boot that failed by itself and that a criterion names is counted there.
        return rows.contains { $0.status == .fail && !$0.isSeenOnly }
            || result.coordinates.flatMap(\.cells).contains { cell in
                cell.status == .fail && !cell.objections.contains { $0.status == .fail }
            }
    }

    /// Whether more blocks could decide it: not where blocks are lost, which no others replace, nor where it waits for a
    /// criterion that is broken or left out.
    private func isOpen(
        _ row: CriterionOutcome.Row, of criterion: Criterion, _ outcome: CriterionOutcome
    ) -> Bool {
        guard criterion.isPrimary else { return false }
        let needed = result.criteria.filter { criterion.needs.contains($0.name) }
        guard needed.allSatisfy({ $0.status == .pass || $0.status == .inconclusive }) else { return false }
        if hasLater { return row.status == .inconclusive || row.status == .miss || row.status == .error }
        return row.status == .inconclusive && !outcome.offences.contains { isOf(row, $0.coordinates) }
    }

    private func isOf(_ row: CriterionOutcome.Row, _ place: Coordinates) -> Bool {
        place.kernel == row.kernel && (row.workload ?? place.workload) == place.workload
    }

    private var laterPlaces: Set<Coordinates> {
        let seen = plan.repetitions(upTo: look)
        return Set(plan.cells.filter { !seen.contains($0.repetition) }.map(\.coordinates))
    }
}

extension CriterionOutcome.Row {
    /// An absolute failure that was seen, and of which more boots could say whether the kernel is worse than the one that
    /// it is held against. One that is held against no other stands.
    fileprivate var isSeenOnly: Bool {
        guard status == .fail, let claim, claim.other != nil else { return false }
        return claim.word != .regression
    }
}
