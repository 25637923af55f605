// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import MatrixPlan

/// Which cells, how often, in what order.
struct SelectionOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .singleValue,
        help: """
            Only these cells: kernel=A,B  modules=xz  vcpus=4 or vcpus='>=4'  workload=W. Each key once; all must hold.
            """)
    var filter: [String] = []

    @Option(
        name: .long,
        help: """
            Boots of each coordinate, instead of the matrix's `repeat`: a number, or auto for as many as it takes, at most \
            12; one with its own in `include` keeps that.
            """, transform: Self.repetition)
    var `repeat`: Matrix.Repetition?

    @Option(name: .long, help: "The number that orders the plan; default: drawn, and recorded in the run.")
    var seed: UInt64?

    /// Nothing was asked for.
    var isEmpty: Bool { filter.isEmpty && self.repeat == nil && seed == nil }

    /// - Throws: `ValidationError` naming the word that cannot be read.
    func cellFilter(for matrix: Matrix) throws -> CellFilter {
        var filter = try cellFilter()
        filter.kernels = try filter.kernels?.flatMap { name in
            let rows = matrix.kernels.rows(of: name)
            guard rows.isEmpty else { return rows }
            let list = matrix.kernels.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--filter: the matrix has no kernel '\(name)'; it has \(list)")
        }
        return filter
    }

    private func cellFilter() throws -> CellFilter {
        var result = CellFilter()
        let keys = filter.map { $0.prefix { $0.isLetter } }
        guard Set(keys).count == keys.count else {
            throw ValidationError("--filter: give each key once, with all its values, as in kernel=A,B")
        }
        for text in filter {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            switch (parts.first, parts.count) {
            case ("kernel", 2): result.kernels = try values(parts[1], "a kernel's name", in: text)
            case ("modules", 2):
                let known = ModuleFormat.allCases.map(\.rawValue).joined(separator: ", ")
                result.formats = try values(parts[1], "one of \(known)", in: text)
            case ("workload", 2): result.workloads = try values(parts[1], "a workload's name", in: text)
            case ("vcpus", 2):
                guard let selection = VCPUSelection(text: parts[1]) else {
                    throw ValidationError("--filter \(text): write vcpus=4, vcpus=1,4 or vcpus='>=4'")
                }
                result.vcpus = selection
            case ("vcpus>", 2) where VCPUSelection(text: ">=" + parts[1]) != nil:
                // The natural slip: vcpus>=4, which splits at its own equals sign.
                result.vcpus = VCPUSelection(text: ">=" + parts[1]) ?? .any
            default:
                throw ValidationError(
                    "--filter \(text): the keys are kernel, modules, vcpus and workload, as in vcpus=8")
            }
        }
        return result
    }

    private func values<Item: RawRepresentable<String>>(
        _ list: String, _ what: String, in text: String
    ) throws -> [Item] {
        try list.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let item = Item(rawValue: String(word)) else {
                throw ValidationError("--filter \(text): '\(word)' is not \(what)")
            }
            return item
        }
    }

    @Sendable private static func repetition(_ text: String) throws -> Matrix.Repetition {
        if text == "auto" { return .automatic }
        guard let count = Int(text), (1...1000).contains(count) else {
            throw ValidationError("--repeat: from 1 to 1000, or auto")
        }
        return .times(count)
    }

    func applied(to matrix: Matrix) throws -> Matrix {
        guard let repetition = self.repeat else { return matrix }
        var matrix = matrix
        matrix.repetition = repetition
        return matrix
    }
}
