// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Vocabulary

@testable import Verdicts

/// What a design says is found in 95 of 100 runs, against campaigns that are drawn in another way: Poisson counts of a mean
/// that is itself drawn, by the gamma distribution, with the variance that was measured.
@Suite struct ForeseenEffectTests {
    private static let added: [Double] = [1, 3, 7, 15, 31].flatMap { Array(repeating: $0, count: 3) }
    /// So few that Student's t decides.
    private static let few = Array(added.prefix(9))
    /// Of one of four hypotheses.
    private static let level = 0.0025

    /// - Parameter growth: of the reference, per added vCPU; nil where there is none.
    private static func design(
        _ growth: Double?, _ margin: Margin, perVCPU: Bool = true, added: [Double] = added
    ) -> DesignPower {
        DesignPower(
            references: added.map { $0 * (growth ?? 1) }, margin: margin, vcpus: added.map { Int($0) + 1 },
            exposures: perVCPU ? added : nil, isReferenceKnown: growth == nil)
    }

    /// The share of 1,000 campaigns that FAIL, right within 0.7 %.
    private static func failing(_ design: DesignPower, _ mean: (Int) -> Double) -> Double {
        var draw = Draw()
        let failed = (0..<1_000).count { _ in
            let blocks = design.references.indices.map { index in
                let reference = design.references[index]
                let pair = BlockPair(
                    value: draw.count(mean(index)),
                    reference: design.isReferenceKnown ? reference : draw.count(reference), vcpus: design.vcpus[index])
                let floor = design.margin.floor * design.exposures[index]
                return (pair: pair, margin: Margin(share: design.margin.share, floor: floor))
            }
            return MarginTest(blocks, counting: design.isReferenceKnown ? .valueOnly : .both).above <= level
        }
        return Double(failed) / 1_000
    }

    @Test(arguments: [0, 0.5, 1.2], [ForeseenEffectTests.added, ForeseenEffectTests.few])
    func aGrowthAgainstAFigureIsTheKernelsOwn(_ limit: Double, _ added: [Double]) throws {
        let design = Self.design(nil, Margin(share: limit), added: added)
        let effect = ForeseenEffect(design, isDifference: false, Self.level)
        let growth = try #require(effect.ratio)
        #expect(effect.addition == nil)
        let found = Self.failing(design) { growth * added[$0] }
        #expect(abs(found - 0.95) <= 0.03, "\(found) of campaigns with a growth of \(growth)")
        // At no limit there is no twice.
        #expect((effect.twice == nil) == (limit == 0))
        // The same by another way: all of it is added.
        let addition = try #require(design.detectableAddition(level: Self.level))
        #expect(abs(addition / growth - 1) < 0.02)
    }

    @Test(arguments: [(0.0, 0.5), (0.1, 0), (0.1, 0.5), (1.1, 0.25)])
    func aShareOfAReferenceIsFound(_ share: Double, _ floor: Double) throws {
        let design = Self.design(5, Margin(share: share, floor: floor))
        let effect = ForeseenEffect(design, isDifference: false, Self.level)
        let ratio = try #require(effect.ratio)
        let found = Self.failing(design) { ratio * design.references[$0] }
        #expect(abs(found - 0.95) <= 0.03, "\(found) of campaigns at \(ratio) of the reference")
        // Twice what is allowed, the floor too.
        let twice = try #require(effect.twice)
        let drawn = Self.failing(design) { 2 * (share * design.references[$0] + floor * Self.added[$0]) }
        #expect(abs(twice - drawn) <= 0.05, "\(twice) and \(drawn)")
    }

    /// Whose reference shows nothing has no ratio; what it adds is in the metric's unit.
    @Test(arguments: [(0.1, 0.5, false, false), (1.1, 0.25, false, true), (1, 2, true, true)])
    func whatIsAddedIsFound(_ share: Double, _ floor: Double, _ isDifference: Bool, _ isMore: Bool) throws {
        let design = Self.design(0.02, Margin(share: share, floor: floor), perVCPU: !isDifference)
        let effect = ForeseenEffect(design, isDifference: isDifference, Self.level)
        let addition = try #require(effect.addition)
        #expect(effect.ratio == nil && effect.isMore == isMore)
        let found = Self.failing(design) { (isMore ? design.references[$0] : 0) + addition * design.exposures[$0] }
        #expect(abs(found - 0.95) <= 0.03, "\(found) of campaigns with \(addition) more")
    }
}

/// Gamma by Marsaglia and Tsang (2000), Poisson by Knuth's product.
private struct Draw {
    private var generator = SplitMix64(seed: 0x1D9)

    mutating func count(_ mean: Double) -> Double {
        guard mean > 0 else { return 0 }
        let excess = NoiseModel.measured.variance(of: mean) - mean
        return poisson(gamma(mean * mean / excess) * excess / mean)
    }

    private mutating func gamma(_ shape: Double) -> Double {
        if shape < 1 { return gamma(shape + 1) * pow(generator.nextShare(), 1 / shape) }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let normal = (-2 * log(generator.nextShare())).squareRoot() * cos(2 * .pi * generator.nextShare())
            let v = pow(1 + c * normal, 3)
            if v > 0, log(generator.nextShare()) < 0.5 * normal * normal + d - d * v + d * log(v) { return d * v }
        }
    }

    private mutating func poisson(_ mean: Double) -> Double {
        var (rest, count) = (mean, 0.0)
        while rest > 0 {
            let part = min(rest, 30)
            let least = exp(-part)
            var product = generator.nextShare()
            while product > least {
                count += 1
                product *= generator.nextShare()
            }
            rest -= part
        }
        return count
    }
}
