// SPDX-License-Identifier: Apache-2.0

extension EndpointChange {
    /// `1 against 2265 in 18 blocks, 99.9 % less (95 %: 99.7 % to 99.9 % less)`: the patched kernel's comes first.
    public var figures: String {
        func text(_ value: Double) -> String { Figure.text(value, of: metric) }
        let blocks = Names.count(self.blocks, "block")
        let sums: String
        if let own = patchedGrowth, let theirs = baseGrowth {
            sums = "\(text(own)) against \(text(theirs)) for each vCPU added in \(blocks)"
        } else {
            sums = "\(text(patched)) against \(text(base)) in \(blocks)"
        }
        return sums + (ChangeText.ratio(pooled).map { ", \($0)" } ?? "")
    }

    /// `allowed`, with its unit.
    public var allowedText: String { Figure.text(allowed, of: metric) }

    /// Growth that is no line, step by step; nil for a line.
    public var lineText: String? { tests.lack?.text(of: metric) }
}
