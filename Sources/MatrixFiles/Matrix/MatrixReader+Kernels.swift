// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension MatrixReader {
    /// The rows of `kernel` and `modules` together: what names its format itself keeps it, the others get each of the
    /// list's.
    func readKernels(_ fields: Fields) -> [KernelName]? {
        let kernels = fields["kernel"].flatMap { list($0, readKernel) }
        let formats = fields["modules"].map { list($0, readFormat) } ?? [.asBuilt]
        guard let kernels, let formats else { return nil }
        let rows = kernels.flatMap { name in
            name == name.base ? formats.map { KernelName(name, $0) } : [name]
        }
        let distinct = rows.withoutRepetition
        if distinct.count < rows.count {
            let twice = distinct.first { row in rows.count { $0 == row } > 1 }?.rawValue ?? ""
            fields["kernel"]?.problem(
                "repeated", "\"\(twice)\" is named here, and made of kernel and modules as well", "keep one of them")
            return nil
        }
        return rows
    }

    /// A row's own name: a kernel, or `KERNEL+FORMAT`.
    func readKernel(_ value: Value) -> KernelName? {
        if value.raw == Self.baselineWord, !known.kernels.contains(where: { $0.rawValue == Self.baselineWord }) {
            value.problem("unknown-kernel", "a kernel's own name is wanted here", "write the kernel's name")
            return nil
        }
        guard let raw = value.raw, let sign = raw.firstIndex(of: KernelName.separator) else {
            return value.name(KernelName.self, among: known.kernels, "a kernel", code: "unknown-kernel")
        }
        guard let kernel = readKernel(value.part(String(raw[..<sign]))),
            let format = readFormat(value.part(String(raw[raw.index(after: sign)...])))
        else { return nil }
        guard format != .asBuilt else {
            value.problem("bad-name", "a kernel's own format is not written behind it", "write \"\(kernel)\"")
            return nil
        }
        return KernelName(kernel, format)
    }

    func readFormat(_ value: Value) -> ModuleFormat? {
        guard let text = value.text() else { return nil }
        if let format = ModuleFormat(rawValue: text) { return format }
        value.problem(
            "unknown-format", "there is no module format \"\(SafeText.line(text, limit: 40))\"",
            Closest.remedy(for: text, among: ModuleFormat.allCases.map(\.rawValue)))
        return nil
    }

    /// A format that some cell boots.
    func readBootedFormat(_ value: Value, _ scene: Scene?) -> ModuleFormat? {
        guard let format = readFormat(value) else { return nil }
        guard let scene, !scene.kernels.contains(where: { $0.format == format }) else { return format }
        let booted = scene.kernels.map(\.format).withoutRepetition.map(\.rawValue)
        value.problem(
            "not-booted", "no kernel of this matrix has its modules in format \"\(format)\"",
            "write one of: \(booted.joined(separator: ", "))")
        return nil
    }

    /// A row that some cell boots, or the word for the baseline.
    func readBooted(_ value: Value, _ scene: Scene?) -> KernelName? {
        if value.raw == Self.baselineWord, let scene { return scene.baseline }
        guard let name = readKernel(value) else { return nil }
        guard let scene, !scene.kernels.contains(name) else { return name }
        notBooted(name, value, scene)
        return nil
    }

    /// What `kernel:` of a filter names: rows that some cell boots.
    struct Rows: Hashable, CustomStringConvertible {
        var names: [KernelName]
        var description: String { names.map(\.rawValue).joined(separator: ", ") }
    }

    /// A kernel without a format means it in every format. The baseline is one row.
    func readRows(_ value: Value, _ scene: Scene?) -> Rows? {
        if value.raw == Self.baselineWord, let scene { return Rows(names: [scene.baseline]) }
        guard let name = readKernel(value) else { return nil }
        guard let scene else { return Rows(names: [name]) }
        let rows = scene.kernels.rows(of: name)
        guard rows.isEmpty else { return Rows(names: rows) }
        notBooted(name, value, scene)
        return nil
    }

    private func notBooted(_ name: KernelName, _ value: Value, _ scene: Scene) {
        value.problem(
            "not-booted", "the kernel \"\(name)\" is not in this matrix",
            Closest.remedy(for: name.rawValue, among: scene.kernels.map(\.rawValue)))
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of first use.
    var withoutRepetition: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
