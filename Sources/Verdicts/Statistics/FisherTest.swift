// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Whether failures are more frequent in one group of boots than in another, exact and one-sided. (Fisher, Statistical
/// Methods for Research Workers, 1934, section 21.02.)
///
/// Boots are only ever compared with those of the same place, vCPU count and workload: where one group has more boots of a
/// place at which everybody fails, it is none the worse for it. (Gart, Biometrika 57, 1970, for several tables.)
enum FisherTest {
    /// Boots of both groups at one place.
    struct Place: Hashable {
        var failed: Int
        var boots: Int
        var otherFailed: Int
        var otherBoots: Int
    }

    /// The chance of so many failures in the first group or more, had the failures of each place been dealt out to its
    /// boots at random. 1 where nothing failed.
    static func excess(_ places: [Place]) -> Double {
        guard places.allSatisfy({ (0...$0.boots) ~= $0.failed && (0...$0.otherBoots) ~= $0.otherFailed }) else {
            return 1
        }
        let failed = places.reduce(0) { $0 + $1.failed }
        guard failed > 0 else { return 1 }
        // chances[i]: of `least` + i failures in the first group at the places so far.
        var (least, chances) = (0, [1.0])
        for place in places where place.failed + place.otherFailed > 0 {
            let own = dealt(place)
            var sums = Array(repeating: 0.0, count: chances.count + own.chances.count - 1)
            for (index, chance) in chances.enumerated() {
                for (more, other) in own.chances.enumerated() { sums[index + more] += chance * other }
            }
            (least, chances) = (least + own.least, sums)
        }
        return min(1, chances[max(0, failed - least)...].reduce(0, +))
    }

    static func excess(_ failed: Int, of boots: Int, over otherFailed: Int, of otherBoots: Int) -> Double {
        excess([Place(failed: failed, boots: boots, otherFailed: otherFailed, otherBoots: otherBoots)])
    }

    /// How the failures of a place may fall to the first group: the least number, and the chances from it on.
    private static func dealt(_ place: Place) -> (least: Int, chances: [Double]) {
        let all = place.failed + place.otherFailed
        let total = logChoices(place.boots + place.otherBoots, all)
        let counts = max(0, all - place.otherBoots)...min(place.boots, all)
        let chances = counts.map {
            exp(logChoices(place.boots, $0) + logChoices(place.otherBoots, all - $0) - total)
        }
        return (counts.lowerBound, chances)
    }

    /// ln of the binomial coefficient.
    private static func logChoices(_ count: Int, _ chosen: Int) -> Double {
        let (n, k) = (Double(count), Double(chosen))
        return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    }
}

/// What share of all boots would fail, judged by those that were made: exact, whatever the number of boots.
enum FailureShare {
    /// The error of each statement, one-sided.
    static let error = 0.05

    /// At most this share of boots would fail, at 95 %; 1 of no boots. (Clopper and Pearson, Biometrika 26, 1934.)
    static func most(_ failed: Int, of boots: Int) -> Double {
        guard boots > failed else { return 1 }
        guard failed > 0 else { return 1 - pow(error, 1 / Double(boots)) }
        return BetaDistribution.quantile(1 - error, Double(failed + 1), Double(boots - failed))
    }

    /// What so many boots can show: a fault of this share of boots comes up in at least one of them with 95 %. The same
    /// figure as the bound of none.
    static func shown(by boots: Int) -> Double { most(0, of: boots) }
}
