// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

/// Projections as a table, a kernel a line: how many loads of its largest module there is room for, and what each added
/// vCPU brings.
struct ProjectionTable {
    let caption: String
    let headers: [String]
    /// Empty where no boot tells how large its modules are.
    let rows: [(name: String, items: [String])]

    init(_ projections: [Projection]) {
        let shown = projections.filter { !$0.bounds.isEmpty }
        let columns: [(header: String, text: (ProjectionText) -> String?)] = [
            ("room in module area", { $0.room(.moduleArea) }), ("room in memory", { $0.room(.memory) }),
            ("peak of modules", { $0.growth(.memoryHighestModules) }),
            ("peak of vmalloc", { $0.growth(.memoryHighestVmalloc) }), ("wasted", { $0.growth(.bytesWasted) }),
        ]
        headers = columns.map(\.header)
        rows = shown.map { projection in
            let text = ProjectionText(projection: projection)
            return (name: projection.kernel.rawValue, items: columns.map { $0.text(text) ?? "-" })
        }
        let limits = Set(shown.compactMap { $0.limit?.description }).sorted()
        let asked = limits.isEmpty ? "" : "; udev asks with at most \(limits.joined(separator: " or "))"
        caption =
            "When it would hurt again, coldplug: loads of the largest module that fit at once\(asked). Then what each added"
            + " vCPU brings (95 %); `bootmatrix report RUN --projection` says how far that holds"
    }
}
