// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Verdicts

extension ReportDocument {
    struct HostEntry: Encodable {
        let load_after: Double?
        let pressure: Double?
        let steal: Double?
        let others: Double?
        let waited: Double?
        /// Why the boot is named as noisy; nil where it is not.
        let noise: String?
    }
}

extension ReportDocument.HostEntry {
    init(_ host: HostNoise, noise: String?) {
        self.init(
            load_after: host.loadAfter, pressure: host.pressure, steal: host.steal, others: host.others,
            waited: host.waited, noise: noise)
    }
}
