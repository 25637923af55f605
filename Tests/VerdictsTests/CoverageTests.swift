// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Vocabulary

@testable import Verdicts

/// How often the interval errs when the truth is exactly at the margin: seeded simulations of whole matrices. At most
/// 2.5 % on each side is promised; the bound leaves three standard errors of the simulation.
@Suite struct CoverageTests {
    struct Design: CustomTestStringConvertible, Sendable {
        var name: String
        /// The reference's mean failures in each block.
        var means: [Double]
        /// Variance over mean; 1 is Poisson.
        var dispersion: Double
        var margin: Double
        var testDescription: String { name }
    }

    /// Means seen at 2, 4, 8, 16 and 32 vCPUs, three blocks each.
    static let sweep: [Double] = [19, 19, 19, 41, 41, 41, 100, 100, 100, 195, 195, 195, 381, 381, 381]

    static let designs = [
        Design(name: "three blocks, A/A", means: [40, 40, 40], dispersion: 1, margin: 1),
        Design(name: "three blocks, overdispersed", means: [40, 40, 40], dispersion: 3, margin: 1),
        Design(name: "four blocks of two sizes", means: [40, 40, 100, 100], dispersion: 2, margin: 0.1),
        Design(name: "six blocks, A/A, overdispersed", means: [19, 19, 19, 41, 41, 41], dispersion: 3, margin: 1),
        Design(name: "the default matrix at 10 %", means: sweep, dispersion: 2, margin: 0.1),
    ]

    @Test(arguments: designs) func errsNoMoreThanPromised(_ design: Design) {
        var generator = SplitMix64(seed: 42)
        let runs = 300
        var beyond = 0
        var within = 0
        for _ in 0..<runs {
            let pairs = design.means.map { mean in
                BlockPair(
                    value: count(mean * design.margin, design.dispersion, &generator),
                    reference: count(mean, design.dispersion, &generator))
            }
            let test = Self.test(pairs, design.margin)
            if test.above <= 0.025 { beyond += 1 }
            if test.below <= 0.025 { within += 1 }
        }
        let allowed = 0.025 + 3 * (0.025 * 0.975 / Double(runs)).squareRoot()
        #expect(Double(beyond) / Double(runs) <= allowed, "an unharmed kernel failed \(beyond) of \(runs) times")
        #expect(Double(within) / Double(runs) <= allowed, "a kernel at the limit passed \(within) of \(runs) times")
    }

    /// The other side: what is truly gone must be seen with the blocks of the default matrix, and with three.
    @Test func seesWhatIsThere() {
        var generator = SplitMix64(seed: 43)
        let means = Self.sweep
        func rate(_ means: [Double], _ ratio: Double, _ wanted: KeyPath<MarginTest, Double>) -> Double {
            let hits = (0..<100).count { _ in
                let pairs = means.map {
                    BlockPair(value: count($0 * ratio, 2, &generator), reference: count($0, 2, &generator))
                }
                return Self.test(pairs, 0.1)[keyPath: wanted] <= 0.025
            }
            return Double(hits) / 100
        }
        #expect(rate(means, 0.01, \.below) >= 0.95)
        #expect(rate(means, 0.5, \.above) >= 0.95)
        #expect(rate([41, 41, 41], 0.005, \.below) >= 0.8)
        #expect(rate([41, 41, 41], 1, \.above) >= 0.85)
    }

    private static func test(_ pairs: [BlockPair], _ share: Double) -> MarginTest {
        MarginTest(pairs.map { (pair: $0, margin: Margin(share: share)) }, counting: .both, mostExact: 16)
    }

    /// A negative binomial count: a Poisson whose mean is drawn from a gamma distribution of the wanted variance.
    private func count(_ mean: Double, _ dispersion: Double, _ generator: inout SplitMix64) -> Double {
        guard mean > 0 else { return 0 }
        var rate = mean
        if dispersion > 1 {
            // Shape k = mean / (dispersion - 1), scale (dispersion - 1); near enough by the sum of whole exponentials.
            let shape = max(1, (mean / (dispersion - 1)).rounded())
            rate = mean / shape * (0..<Int(shape)).reduce(0) { sum, _ in sum - log(generator.nextShare()) }
        }
        var events = 0.0
        var time = -log(generator.nextShare())
        while time < rate {
            events += 1
            time -= log(generator.nextShare())
        }
        return events
    }
}
