// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@Suite struct DecimalsTests {
    @Test(arguments: [
        (112.5, 1, "112.5"), (112.5, 3, "112.5"), (0.0444, 3, "0.044"), (-0.25, 2, "-0.25"), (9.96, 1, "10"),
        (0.004, 2, "0"), (-0.004, 2, "0"), (12, 0, "12"), (99.999, 0, "100"),
    ])
    func roundsWithoutZerosAtTheEnd(value: Double, decimals: Int, text: String) {
        #expect(Decimals.text(value, decimals) == text)
    }

    @Test(arguments: [Double.infinity, .nan, 1e19]) func whatDoesNotFitHasNoText(value: Double) {
        #expect(Decimals.text(value, 2) == nil)
    }
}
