// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Reports

/// How a command prints what it found: text for people, or JSON.
struct TextOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @Option(name: .long, help: "Columns of the text; default: the terminal's, or 100.")
    var width: Int?

    var style: TableStyle { Output.style(width: width) }
}
