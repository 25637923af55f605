// SPDX-License-Identifier: Apache-2.0

import MatrixFiles
import MatrixPlan
import Testing

/// The axis `modules`, and formats behind kernels' names.
@Suite struct ModuleFormatTests {
    private func rows(kernels: String, modules: String, baseline: String) throws -> [String] {
        let text = MatrixText.make(
            baseline: baseline, kernels: kernels + "\n  modules: " + modules)
        return try MatrixText.read(text).axes.kernels.map(\.rawValue)
    }

    @Test func theAxisMultipliesTheKernels() throws {
        #expect(
            try rows(kernels: "[base, patched]", modules: "[as-built, xz]", baseline: "base")
                == ["base", "base+xz", "patched", "patched+xz"])
        #expect(try rows(kernels: "base", modules: "none", baseline: "base+none") == ["base+none"])
        // What names its format keeps it.
        #expect(
            try rows(kernels: "[base, patched+gzip]", modules: "[none, zstd]", baseline: "patched+gzip")
                == ["base+none", "base+zstd", "patched+gzip"])
    }

    @Test func withoutTheAxisNamesMayCarryFormats() throws {
        let matrix = try MatrixText.read(
            MatrixText.make(
                baseline: "base+none", kernels: "[base+none, base+xz, control]",
                extra: """
                    include:
                      - {kernel: [base, patched+zstd], modules: [as-built, xz], vcpus: 4, workload: coldplug-hold}
                      - {kernel: spare, vcpus: 4, workload: coldplug-hold}
                    exclude: [{kernel: base, vcpus: 2}]
                    """,
                criteria: """
                      - {name: a, kind: same-as, metric: modules.set, when: {kernel: base, vcpus: [1, 4], workload: coldplug}}
                      - {name: b, kind: ratio, metric: requests, to: control, at-most: 1 %, when: {kernel: base+xz, vcpus: 1}}
                      - {name: c, kind: scaling, metric: requests, at-most: 1 % of base+xz, when: {kernel: baseline, vcpus: [1, 4]}}
                      - {name: d, kind: clean-boot, when: {modules: [xz, zstd]}}
                    """))
        #expect(matrix.axes.kernels.map(\.rawValue) == ["base+none", "base+xz", "control"])
        #expect(matrix.include.map(\.kernel.rawValue) == ["base", "base+xz", "patched+zstd", "spare"])
        // A name without a format excludes every format, and here no cell of `base` itself.
        #expect(matrix.coordinates.filter { $0.vcpus == 2 }.map(\.kernel.rawValue) == ["control"])
        try #require(matrix.criteria.count == 4)
        let (same, ratio) = (matrix.criteria[0], matrix.criteria[1])
        let (scaling, clean) = (matrix.criteria[2], matrix.criteria[3])
        #expect(same.when.kernels?.map(\.rawValue) == ["base+none", "base+xz", "base"])
        #expect(same.kind == .sameAs(.modulesSet, reference: matrix.baseline))
        #expect(ratio.when.kernels?.map(\.rawValue) == ["base+xz"])
        #expect(scaling.when.kernels == [matrix.baseline])
        #expect(
            scaling.kind
                == .scaling(.requests, atMost: .share(Fraction(0.01), of: KernelName(unchecked: "base+xz")), floor: nil)
        )
        #expect(clean.when.formats == [.xz, .zstd] && clean.when.kernels == nil)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var expected: String
        var testDescription: String { expected }
    }

    static let mistakes: [Mistake] = [
        Mistake(text: MatrixText.make(kernels: "base\n  modules: lz4"), expected: "7:12 unknown-format axes.modules"),
        Mistake(
            text: MatrixText.make(kernels: "base\n  modules: [xz, xz]"), expected: "7:17 repeated axes.modules[1]"),
        Mistake(text: MatrixText.make(kernels: "base\n  modules: []"), expected: "7:12 empty axes.modules"),
        Mistake(
            text: MatrixText.make(kernels: "base\n  modules: [none, xz]"),
            expected: "4:11 baseline-not-booted baseline"),
        Mistake(
            text: MatrixText.make(kernels: "[base, base+xz]\n  modules: [as-built, xz]"),
            expected: "6:11 repeated axes.kernel"),
        Mistake(text: MatrixText.make(kernels: "[base, base+lz4]"), expected: "6:18 unknown-format axes.kernel[1]"),
        Mistake(text: MatrixText.make(kernels: "[base, base+]"), expected: "6:18 empty axes.kernel[1]"),
        Mistake(text: MatrixText.make(kernels: "[base, base+as-built]"), expected: "6:18 bad-name axes.kernel[1]"),
        Mistake(text: MatrixText.make(kernels: "[base, based+xz]"), expected: "6:18 unknown-kernel axes.kernel[1]"),
        Mistake(text: MatrixText.make(kernels: "[base, base+xz+zstd]"), expected: "6:18 unknown-format axes.kernel[1]"),
        Mistake(text: MatrixText.make(kernels: "[base, baseline+xz]"), expected: "6:18 unknown-kernel axes.kernel[1]"),
        Mistake(
            text: MatrixText.make(extra: "exclude: [{modules: xz}]"), expected: "9:21 not-booted exclude[0].modules"),
        Mistake(
            text: MatrixText.make(extra: "exclude: [{kernel: base+xz}]"), expected: "9:20 not-booted exclude[0].kernel"),
        Mistake(
            text: MatrixText.make(
                kernels: "[base, patched+xz]", extra: "exclude: [{kernel: base, modules: xz}]"),
            expected: "9:11 selects-nothing exclude[0]"),
    ]

    @Test(arguments: mistakes) func mistakesAreFound(_ mistake: Mistake) {
        #expect(MatrixText.summary(mistake.text) == [mistake.expected])
    }

    @Test func remediesSayWhatToWrite() {
        func remedy(_ text: String) -> String? { MatrixText.problems(text).first?.remedy }
        #expect(remedy(MatrixText.make(kernels: "base\n  modules: zst")) == "did you mean \"zstd\"?")
        #expect(
            remedy(MatrixText.make(kernels: "base\n  modules: [none, xz]"))
                == "add it there, or write one of: base+none, base+xz")
        #expect(remedy(MatrixText.make(kernels: "[base, base+as-built]")) == "write \"base\"")
        #expect(
            remedy(MatrixText.make(kernels: "[base, patched+xz]", extra: "exclude: [{modules: none}]"))
                == "write one of: as-built, xz")
    }
}
