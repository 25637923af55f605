// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// Judges one criterion after another; a criterion that needs another one asks for it.
struct CriterionJudge {
    let board: Board
    private let family: PrimaryFamily
    private var outcomes: [String: CriterionOutcome] = [:]
    private var underWay: Set<String> = []

    init(board: Board) {
        self.board = board
        family = PrimaryFamily(board)
    }

    mutating func outcome(of criterion: Criterion) -> CriterionOutcome {
        if let known = outcomes[criterion.name] { return known }
        underWay.insert(criterion.name)
        defer { underWay.remove(criterion.name) }
        var outcome = judged(criterion)
        if outcome.status != .skip {
            for needed in criterion.needs {
                guard let lack = lack(of: needed) else { continue }
                outcome = outcome.undecided(because: lack)
                break
            }
        }
        if criterion.severity == .warn { outcome = outcome.asWarning() }
        outcomes[criterion.name] = outcome
        return outcome
    }

    /// Why a needed criterion does not serve; nil when it passed.
    private mutating func lack(of name: String) -> String? {
        guard let needed = board.matrix.criteria.first(where: { $0.name == name }) else {
            return "it needs '\(name)', which the matrix does not have"
        }
        guard !underWay.contains(name) else { return "it needs '\(name)', which needs it in turn" }
        let found = outcome(of: needed)
        if found.warns { return "it needs '\(name)', which does not hold" }
        let status = found.status
        switch status {
        case .pass: return nil
        case .skip: return "it needs '\(name)', whose cells were filtered out"
        default: return "it needs '\(name)', which is \(status.rawValue)"
        }
    }

    private func judged(_ criterion: Criterion) -> CriterionOutcome {
        guard let scope = Scope(criterion, board) else {
            let left = board.selection(criterion.when).left
            // A filter may leave a criterion out. One that could never look at anything is a mistake in the matrix,
            // and must not look like a criterion that holds.
            return CriterionOutcome(
                name: criterion.name, kind: criterion.kind.word, status: left > 0 ? .skip : .error,
                reason: left > 0
                    ? "all its cells were filtered out" : "its `when` selects no cell of the matrix; correct it")
        }
        switch criterion.kind {
        case .cleanBoot: return scope.cleanBoot()
        case .bound(let metric, let limits): return scope.bound(metric, limits)
        case .sameAs(let metric, let reference): return scope.sameAs(metric, reference)
        case .control(let metric, let limits): return scope.control(metric, limits)
        case .perModule(let limit): return scope.perModule(limit)
        case .law(let law): return scope.law(law)
        case .ratio, .difference, .scaling:
            guard let question = criterion.kind.question else { return scope.skipped("it asks nothing") }
            return scope.primary(question, family)
        case .timing(let metric, let reference, let most): return scope.timing(metric, reference, most)
        }
    }
}

extension CriterionOutcome {
    /// The same figures, but whatever they say is not proved: PASS and FAIL alike. What could not be judged at all stays
    /// what it is.
    fileprivate func undecided(because lack: String) -> CriterionOutcome {
        func withheld(_ status: Status) -> Status { [.pass, .fail].contains(status) ? .inconclusive : status }
        var outcome = self
        outcome.status = withheld(status)
        outcome.reason = outcome.status == status && status != .inconclusive ? "\(lack); \(reason)" : lack
        outcome.rows = rows.map { row in
            var row = row
            row.status = withheld(row.status)
            if let claim = row.claim {
                row.claim = nil
                if row.reason.hasSuffix("; \(claim.text)") { row.reason.removeLast(claim.text.count + 2) }
            }
            return row
        }
        outcome.offences = offences.map { offence in
            var offence = offence
            offence.status = withheld(offence.status)
            return offence
        }
        return outcome
    }
}
