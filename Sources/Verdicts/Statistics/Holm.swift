// SPDX-License-Identifier: Apache-2.0

/// Many tests at one error rate: the chance that any true hypothesis is rejected is at most alpha, whatever the tests have
/// to do with one another. (Holm, A simple sequentially rejective multiple test procedure, Scand. J. Statist. 6, 1979.)
enum Holm {
    /// The least alpha at which each hypothesis would be rejected, in the order given.
    static func adjusted(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var adjusted = pValues
        var largest = 0.0
        for (rank, index) in order.enumerated() {
            largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
            adjusted[index] = largest
        }
        return adjusted
    }
}
