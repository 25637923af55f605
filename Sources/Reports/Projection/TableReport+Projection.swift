// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
public import Verdicts
import Vocabulary

extension TableReport {
    /// A kernel a line.
    func projections(_ result: MatrixResult) -> [String] {
        let table = ProjectionTable(result.projections)
        guard !table.rows.isEmpty else { return [] }
        let rows = table.rows.map { row in
            (name: style.safe(row.name), items: row.items.map { Grid.Item(text: style.safe($0)) })
        }
        return paragraph(table.caption) + Grid(corner: "projection", headers: table.headers, rows: rows).lines(style)
    }

    /// Every projection in full, for `report --projection`; every line ends in a newline.
    public func projectionText(of result: MatrixResult) -> String {
        let parts = result.projections.map { projection in
            let vcpus = projection.vcpus.map(String.init).joined(separator: ", ")
            let head = "\(projection.kernel): \(projection.boots) boots of coldplug with \(vcpus) vCPUs"
            return paragraph(head)
                + ProjectionText(projection: projection).sentences.flatMap { paragraph("- \($0)", indent: 2) }
        }
        guard !parts.isEmpty else {
            return paragraph(
                "Nothing is projected: no boot of coldplug can be trusted. Run some, as in"
                    + " `bootmatrix run --filter workload=coldplug`."
            ).joined(separator: "\n") + "\n"
        }
        return parts.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }
}
