// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reports

/// `bootmatrix metrics`: what a criterion can speak of.
struct MetricsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics", abstract: "List the metrics: unit, meaning, and where in the kernel each comes from.")

    @OptionGroup var options: TextOptions

    @Flag(name: .long, help: "Print the page docs/metrics.md.")
    var markdown = false

    func validate() throws {
        if markdown, options.json { throw ValidationError("--markdown and --json are two formats; choose one") }
    }

    func run() throws {
        let listing = MetricListing()
        Output.text(markdown ? listing.markdown : options.json ? try listing.json() : listing.text(options.style))
    }
}
