// SPDX-License-Identifier: Apache-2.0

/// Numbers as decimals: without an exponent, and in no locale's spelling.
public enum Decimals {
    /// Rounded to so many decimals, without zeros at the end: `0.044`, `112.5`, `3`. Nil for what 64 bits do not hold.
    /// - Parameters:
    ///   - decimals: 0 to 18.
    ///   - keepsZeros: whether zeros at the end stay, which say how exact it is: `102.00`.
    public static func text(_ value: Double, _ decimals: Int, keepsZeros: Bool = false) -> String? {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        guard let figure = Int64(exactly: (value * scale).rounded()) else { return nil }
        let digits = "\(figure.magnitude)"
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        var rest = padded.suffix(decimals)
        while !keepsZeros, rest.last == "0" { rest.removeLast() }
        let sign = figure < 0 ? "-" : ""
        return sign + padded.dropLast(decimals) + (rest.isEmpty ? "" : ".\(rest)")
    }
}
