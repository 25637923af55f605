// SPDX-License-Identifier: Apache-2.0

/// A cell as a user writes it: a boot, `stats.4cpu.coldplug.r2`, or a place in the matrix, `stats.4cpu.coldplug`.
public struct CellReference: Hashable, Sendable, CustomStringConvertible {
    public var coordinates: Coordinates
    /// Nil for a place.
    public var repetition: Int?

    public init(_ coordinates: Coordinates, repetition: Int? = nil) {
        self.coordinates = coordinates
        self.repetition = repetition
    }

    /// Nil for anything that no cell could be called. Names may hold dots: the last part that reads as a number of CPUs,
    /// with names on both sides, divides them.
    public init?(text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.reversed() {
            guard let vcpus = Self.number(parts[index], after: "", before: "cpu"), vcpus <= 255 else { continue }
            var rest = parts[(index + 1)...]
            let repetition = rest.last.flatMap { Self.number($0, after: "r", before: "") }
            if repetition != nil, rest.count > 1 { rest = rest.dropLast() }
            guard let kernel = KernelName(rawValue: parts[..<index].joined(separator: ".")),
                let workload = WorkloadName(rawValue: rest.joined(separator: "."))
            else { continue }
            coordinates = Coordinates(kernel: kernel, vcpus: vcpus, workload: workload)
            self.repetition = rest.endIndex < parts.endIndex ? repetition : nil
            return
        }
        return nil
    }

    /// The one boot that is meant; nil for a place.
    public var id: CellID? { repetition.map { CellID(coordinates, repetition: $0) } }

    public var description: String {
        let first = CellID(coordinates, repetition: repetition ?? 1).text
        return repetition == nil ? String(first.dropLast(".r1".count)) : first
    }

    /// A number from 1, written as we write it: no sign, no zero in front.
    private static func number(_ text: String, after prefix: String, before suffix: String) -> Int? {
        guard text.hasPrefix(prefix), text.hasSuffix(suffix), text.count > prefix.count + suffix.count,
            let number = Int(text.dropFirst(prefix.count).dropLast(suffix.count)), number >= 1,
            text == "\(prefix)\(number)\(suffix)"
        else { return nil }
        return number
    }
}
