// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// From the tree of a matrix.yaml to its values. Goes on after a problem, so that all are reported together.
struct MatrixReader {
    static let vcpuRange = 1...255
    static let repeatRange = 1...1000
    /// Below 512 MiB udev has fewer workers than a coldplug needs; above 1 TiB it is a slip of the pen.
    static let memoryRange: ClosedRange<Int64> = (512 << 20)...(1 << 40)
    /// More boots than this are a slip of the pen as well.
    static let bootLimit = 100_000

    let known: KnownNames
    let lists: (any ListSource)?
    let problems: Problems

    func read(_ root: Value) -> Matrix? {
        guard FileVersion.isSupported(root), let fields = Fields(root, FileKeys.matrix) else { return nil }
        let title = fields["title"]?.text()
        let image = fields["image"]?.name(ImageName.self, among: known.images, "an image", code: "unknown-image")
        let axes = fields["axes"].flatMap(readAxes)
        let baseline = fields["baseline"].flatMap { readBaseline($0, axes) }
        let memory = fields["memory"].map { $0.size(in: Self.memoryRange, "memory") } ?? .gibibytes(4)
        let cmdline = fields["cmdline"].map(CommandLineWords.read) ?? []
        let repetition = fields["repeat"].map(readRepetition) ?? .times(3)
        let include = fields["include"].map(readInclude) ?? []
        var shared = SharedLists(source: lists)
        shared.add(fields, chain: [problems.file])
        let allow = readAllow(shared.allow)
        let core = fields["core"].map(readCore) ?? .never

        // What a broken axis or filter leads to further down would only hide the cause.
        var scene: Scene?
        var exclude: [CellFilter]? = []
        if let axes, let baseline, let include {
            var matrix = Matrix(
                title: "", image: ImageName(unchecked: "none"), baseline: baseline, axes: axes, include: include,
                criteria: [])
            let product = Scene(coordinates: matrix.coordinates, baseline: baseline, repeats: 1, ownRepeats: [:])
            exclude = fields["exclude"].map { readExclude($0, product) } ?? []
            if let exclude {
                matrix.exclude = exclude
                matrix.repetition = repetition ?? .times(1)
                scene = checkedScene(matrix, fields)
            }
        }
        let criteria = fields["criteria"].flatMap { readCriteria(shared.criteria, of: $0, scene) }
        guard problems.isEmpty, let title, let image, let axes, let baseline, let memory, let cmdline, let repetition,
            let include, let exclude, let criteria, let allow, let core
        else { return nil }
        var matrix = Matrix(
            title: title, image: image, baseline: baseline, axes: axes, memory: memory, cmdline: cmdline,
            include: include, exclude: exclude, criteria: criteria, allow: allow, core: core)
        matrix.repetition = repetition
        return matrix
    }

    /// `auto`, or a number.
    private func readRepetition(_ value: Value) -> Matrix.Repetition? {
        if value.raw == "auto" { return .automatic }
        guard value.isNull || Int(value.raw ?? "0") != nil else {
            value.problem(
                "wrong-type", "this should be a whole number or auto, it is \(value.kind)",
                "write auto, or a whole number from \(Self.repeatRange.lowerBound) to \(Self.repeatRange.upperBound)")
            return nil
        }
        return value.integer(in: Self.repeatRange, "repeat").map { .times($0) }
    }

    private func readCore(_ value: Value) -> CorePolicy? {
        guard let text = value.text() else { return nil }
        guard let core = CorePolicy(rawValue: text) else {
            let known = CorePolicy.allCases.map(\.rawValue)
            value.problem("bad-value", "a core is not kept \(value.kind)", Closest.remedy(for: text, among: known))
            return nil
        }
        return core
    }

    private func checkedScene(_ matrix: Matrix, _ fields: Fields) -> Scene? {
        let coordinates = matrix.coordinates
        guard !coordinates.isEmpty else {
            fields["exclude"]?.problem("selects-nothing", "this takes every cell out of the matrix", "exclude less")
            return nil
        }
        guard matrix.boots <= Self.bootLimit else {
            (fields["repeat"] ?? fields.owner).problem(
                "out-of-range", "the matrix has \(matrix.boots) boots",
                "stay within \(Self.bootLimit): repeat less or shorten the axes")
            return nil
        }
        return Scene(
            coordinates: coordinates, baseline: matrix.baseline, repeats: matrix.repeats, ownRepeats: matrix.ownRepeats)
    }
}
