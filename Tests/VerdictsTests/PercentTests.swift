// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Verdicts

/// A share is never shown on the wrong side of a round limit, and nothing is shown only for nothing.
@Suite struct PercentTests {
    @Test(arguments: [
        (0.104, "10.4 %"), (0.1004, "10.04 %"), (0.100004, "10.0004 %"), (0.1000041234, "10.00 %"),
        (1.020001234, "102.00 %"), (0.1, "10 %"), (0.0996, "9.96 %"),
        (0.2209, "22.09 %"), (0.2209347, "22.1 %"), (1.0 / 3, "33.3 %"), (0.9998, "99.98 %"), (1, "100 %"),
        (1.1004, "110.04 %"), (12.3456789, "1234.6 %"), (-0.104, "-10.4 %"),
    ])
    func aRoundFigureIsExact(share: Double, text: String) { #expect(Figure.percent(share) == text) }

    @Test(arguments: [
        (1.0 / 2265, "0.044 %"), (0.00044, "0.044 %"), (0.00999999123, "1.000 %"), (0.000299534, "0.0300 %"),
        (0.0097, "0.97 %"),
        (2.6e-7, "0.000026 %"), (0, "0 %"),
    ])
    func theLeastShareIsNotNothing(share: Double, text: String) { #expect(Figure.percent(share) == text) }

    /// Sums of doubles are not exact, and read as what they stand for.
    @Test func noiseOfDoublesIsNoFigure() {
        #expect(Figure.percent(0.1 + 0.2) == "30 %")
        #expect(Figure.percent(0.07) == "7 %")
        #expect(Figure.percent(1.1 * 1.1) == "121 %")
    }

    @Test func anyDoubleIsShown() {
        for share in [Double.infinity, -.infinity, .nan, 1e300, .leastNonzeroMagnitude, 1e10] {
            #expect(Figure.percent(share).hasSuffix(" %"))
        }
    }

    @Test(arguments: [(0.05, "95 %"), (0.003, "99.7 %"), (0.0000148, "99.999 %"), (0.0462, "95.38 %")])
    func confidenceIsNeverCertainty(error: Double, text: String) { #expect(Figure.confidence(error) == text) }

    @Test(arguments: [(12, "12"), (0.5, "0.5"), (1.234, "1.23"), (0.001, "0.00"), (-0.001, "-0.00"), (1e300, "1e+300")])
    func numbersHaveTwoDecimals(value: Double, text: String) { #expect(Figure.number(value) == text) }
}
