// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import MatrixPlan

/// Which guest: a boot that is stored, or a place in the matrix.
struct CellOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A boot, as in stats.4cpu.coldplug.r2, or a place: stats.4cpu.coldplug, for its newest stored boot.",
            valueName: "cell"))
    var cell: String

    @Option(name: .long, help: "The run that holds the boot; default: the newest that has it.")
    var run: String?

    @Flag(
        name: .long,
        help: "Make the guest from the kernel and image as they are defined now, not from a stored boot.")
    var fresh = false

    func validate() throws {
        if fresh, run != nil { throw ValidationError("--fresh takes no stored boot; leave --run out") }
    }

    /// - Throws: `ValidationError` where the text is no cell.
    func reference() throws -> CellReference {
        guard let reference = CellReference(text: cell) else {
            throw ValidationError(
                "'\(cell)' is no cell: write KERNEL.Ncpu.WORKLOAD or KERNEL.Ncpu.WORKLOAD.rN, "
                    + "as in stats.4cpu.coldplug.r2")
        }
        return reference
    }
}
