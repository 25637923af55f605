// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Host
import MatrixPlan
public import Reports
import RunStore
import Verdicts
import Vocabulary

/// `bootmatrix compare`: what a patched kernel changes against its base, from stored boots.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Say whether a patched kernel is worse than its base, from stored boots.",
        discussion: """
            KERNEL is a kernel of the newest run that has booted both, or of --run. RUN/KERNEL is a kernel of that run; \
            boots of two runs were not interleaved, so only crashes and module sets are decided between them.

              bootmatrix compare stats stats-dups
              bootmatrix compare latest/stats 20261125-2116/stats
              bootmatrix compare 20261125-2116 latest --kernel stats

            Exit: 0 no regression, 1 a regression, 125 not decided.
            """)

    @Argument(help: "The base: KERNEL or RUN/KERNEL; with --kernel a run.")
    var base: String

    @Argument(help: "What is held against it, likewise.")
    var patched: String

    @Option(name: .customLong("run"), help: "The run of both kernels; default: the newest that has booted both.")
    var runName: String?

    @Option(name: .long, help: "This kernel of two runs: BASE and PATCHED are runs then.")
    var kernel: String?

    @Option(name: .long, help: "What the patched kernel may waste of what the base does, as in '110 %'.")
    var atMost = "110 %"

    @Option(name: .long, help: "Failed loads a boot that it may have above that; one counts as 64 KiB of waste.")
    var floor = ComparisonMargins.standard.floor

    @Flag(name: .long, help: "Read and verify every stored file again, also those that did not change since.")
    var fresh = false

    @Option(name: .long, help: "table, markdown or json.")
    var format: ComparisonFormat = .table

    @Flag(name: .long, help: "The same as --format json.")
    var json = false

    @Option(name: .long, help: "Columns of the table; default: the terminal's, or 100.")
    var width: Int?

    func validate() throws { _ = try margins() }

    func run() throws {
        let margins = try margins()
        let places = try places()
        guard places.base != places.patched else {
            throw ValidationError("a kernel is not compared with itself: \(places.base.kernel) is named twice")
        }
        let stored = try StoredComparison(
            base: places.base, patched: places.patched, margins: margins, rereads: fresh)
        Output.text(try (json ? .json : format).text(of: stored.comparison, style: Output.style(width: width)))
        throw ProcessExit(stored.comparison.status)
    }

    private func margins() throws -> ComparisonMargins {
        guard let share = Fraction(text: atMost), share.value > 0 else {
            throw ValidationError("--at-most: write a share of the base's waste, as in '110 %'")
        }
        guard floor >= 0, floor < 1e9 else { throw ValidationError("--floor: failed loads a boot, from 0") }
        return ComparisonMargins(share: share.value, floor: floor)
    }
}

extension ComparisonFormat: ExpressibleByArgument {}
