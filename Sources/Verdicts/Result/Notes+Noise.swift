// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

extension Notes {
    /// Boots that had the host not to themselves. They are named and count as any other: who drops what he calls noise
    /// chooses his result.
    static func noise(_ board: Board) -> [String] {
        let known = board.cells.filter { $0.reading?.host != nil }
        let noisy = known.filter { $0.reading?.noise != nil }
        guard let first = noisy.first, let why = first.reading?.noise else { return [] }
        let text =
            "\(noisy.count) of \(Names.count(known.count, "boot")) shared their CPUs with others, such as \(first.id):"
            + " \(why). They count as any other: a block has all its kernels close in time."
        return [text] + lopsided(board)
    }

    /// Kernels whose boots were noisy more often than the baseline's of the same blocks.
    private static func lopsided(_ board: Board) -> [String] {
        let baseline = board.matrix.baseline
        return board.matrix.kernels.filter { $0 != baseline }.compactMap { kernel in
            var (own, other, blocks) = (0, 0, 0)
            for cell in board.cells where cell.kernel == kernel && cell.reading?.host != nil {
                guard case .found(let partner) = board.partner(of: cell.cell, kernel: baseline),
                    partner.reading?.host != nil
                else { continue }
                blocks += 1
                let (mine, theirs) = (cell.reading?.noise != nil, partner.reading?.noise != nil)
                if mine && !theirs { own += 1 }
                if theirs && !mine { other += 1 }
            }
            guard SignTest.twoSided(own, other) <= 0.05 else { return nil }
            let (more, less) = own > other ? (kernel, baseline) : (baseline, kernel)
            return "The host's noise fell on \(more) and not on \(less) in \(max(own, other)) of"
                + " \(Names.count(blocks, "block")), the other way round in \(min(own, other)): what differs between them in"
                + " time or memory may be the host's."
        }
    }
}

/// Whether one of two sides is ahead more often than chance would have it. (Conover, Practical nonparametric statistics,
/// 1999, section 3.4.)
enum SignTest {
    /// The chance of so uneven a split, or a more uneven one, of cases that go either way alike; 1 without cases.
    static func twoSided(_ left: Int, _ right: Int) -> Double {
        let count = left + right
        guard count > 0 else { return 1 }
        var term = 1.0
        var tail = 0.0
        for index in 0...min(left, right) {
            if index > 0 { term *= Double(count - index + 1) / Double(index) }
            tail += term
        }
        for _ in 0..<count { tail /= 2 }
        return min(1, 2 * tail)
    }
}
