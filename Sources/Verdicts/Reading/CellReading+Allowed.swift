// SPDX-License-Identifier: Apache-2.0

import KernelLog
import MatrixPlan

extension CellReading {
    /// The same with the matrix's reasons at the reports that it lets pass.
    func allowing(_ reports: [AllowedReport]) -> CellReading {
        guard !reports.isEmpty, !findings.isEmpty else { return self }
        var reading = self
        for (index, finding) in findings.enumerated() {
            let allowed = reports.first { $0.fits(title: finding.title, lines: finding.lines) }
            reading.findings[index].allowed = allowed?.reason
        }
        return reading
    }
}
