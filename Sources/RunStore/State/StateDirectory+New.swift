// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import MatrixPlan

extension StateDirectory {
    /// How many names are tried for one run. A name is taken by chance once in 65,536 pairs of runs that start in the
    /// same second, so a second try is rare, and a last one means that something else is wrong.
    static let tries = 16

    /// Makes a new run under a name that nobody has, whoever else starts one in the same second.
    ///
    /// - Parameters:
    ///   - facts: of the run with this id.
    ///   - scratchRoot: of the run with this id; see `RunWriter.create`.
    ///   - isFree: whether an id may be used as far as others than this directory know.
    ///   - salt: four hexadecimal digits of the id; random.
    public func createNew(
        at date: Date, matrix: Matrix, plan: Plan, facts: (RunID) -> RunFacts, scratchRoot: (RunID) -> String,
        isFree: (RunID) -> Bool = { _ in true }, salt: () -> UInt64 = { .random(in: 0...UInt64.max) }
    ) throws(RunStoreError) -> RunWriter {
        var left = Self.tries
        while true {
            let id = RunID(date: date, salt: salt())
            left -= 1
            if left > 0, !isFree(id) { continue }
            do throws(RunStoreError) {
                return try create(id, matrix: matrix, plan: plan, facts: facts(id), scratchRoot: scratchRoot(id))
            } catch {
                guard left > 0, error.kind == .runExists else { throw error }
            }
        }
    }
}
