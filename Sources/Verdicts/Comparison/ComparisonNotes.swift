// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

/// What a reader must know to read a comparison rightly, one sentence each.
enum ComparisonNotes {
    static func of(
        _ base: ComparisonSide, _ patched: ComparisonSide, _ boards: (base: Board, patched: Board),
        _ comparison: PatchComparison
    ) -> [String] {
        var notes: [String] = []
        if comparison.accelerators.contains(Accelerator.tcg.rawValue) {
            notes.append(
                "Under TCG, QEMU's translator: what differs between the kernels counts; counts and times are not those of"
                    + " hardware.")
        }
        if comparison.accelerators.count > 1 {
            notes.append("Boots ran under different accelerators; pairs that mix them are not compared.")
        }
        if !comparison.isInterleaved {
            notes.append(
                (base.run == patched.run
                    ? "One of the kernels booted ahead of the other, in blocks of its own"
                    : "The boots are of two runs and were not interleaved")
                    + ": what drifted on the host between them looks like the patch. Crashes and module sets are told all"
                    + " the same.")
            notes += differences(base, patched, boards)
        }
        notes += sameBinary(base, patched, boards)
        let alone = places(boards.base, boards.patched)
        if !alone.isEmpty {
            notes.append("Only one of the kernels was planned for \(Names.list(alone)), which is left out.")
        }
        let warned = comparison.parts.flatMap(\.metrics).count
        if warned > 0 {
            notes.append(
                "\(warned) figures have an interval of their own at 95 %: one in twenty moves by chance. They warn and"
                    + " decide nothing.")
        }
        return notes
    }

    /// What else than the kernel may make the difference.
    private static func differences(
        _ base: ComparisonSide, _ patched: ComparisonSide, _ boards: (base: Board, patched: Board)
    ) -> [String] {
        var found: [String] = []
        func hold(_ name: String, _ left: String, _ right: String) {
            if left != right { found.append("\(name): \(left) and \(right)") }
        }
        hold("image", base.matrix.image.rawValue, patched.matrix.image.rawValue)
        hold(
            "memory", base.matrix.memory(of: base.kernel).description,
            patched.matrix.memory(of: patched.kernel).description)
        hold(
            "command line", base.matrix.words(of: base.kernel).joined(separator: " "),
            patched.matrix.words(of: patched.kernel).joined(separator: " "))
        let software = (base: software(boards.base), patched: software(boards.patched))
        for name in Set(software.base.keys).union(software.patched.keys).sorted() {
            hold(name, software.base[name] ?? "none", software.patched[name] ?? "none")
        }
        return found.isEmpty ? [] : ["The runs differ in more than the kernel: \(found.joined(separator: "; "))."]
    }

    private static func software(_ board: Board) -> [String: String] {
        var versions: [String: Set<String>] = [:]
        for reading in board.cells.compactMap(\.reading) {
            versions["QEMU", default: []].insert(reading.machine.qemu)
            for (name, version) in reading.software { versions[name, default: []].insert(version) }
        }
        return versions.mapValues { $0.sorted().joined(separator: ", ") }
    }

    private static func sameBinary(
        _ base: ComparisonSide, _ patched: ComparisonSide, _ boards: (base: Board, patched: Board)
    ) -> [String] {
        func digests(_ board: Board) -> Set<String> { Set(board.cells.compactMap { $0.reading?.binary?.digest }) }
        let (left, right) = (digests(boards.base), digests(boards.patched))
        guard left.count == 1, left == right, base.kernel.format == patched.kernel.format else { return [] }
        return ["Both kernels are the same binary: what differs between them is chance."]
    }

    /// Places that only one side has.
    private static func places(_ base: Board, _ patched: Board) -> [String] {
        let (left, right) = (Set(base.cells.map(\.place)), Set(patched.cells.map(\.place)))
        return left.symmetricDifference(right).sorted {
            ($0.workload.rawValue, $0.vcpus) < ($1.workload.rawValue, $1.vcpus)
        }.map { "\($0.vcpus)cpu.\($0.workload)" }
    }
}
