// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import MatrixPlan
import Verdicts

/// The boots of a stored run, as `bootmatrix report --format json` tells of them.
struct ReportedRun: Decodable {
    struct Place: Decodable {
        var kernel: String
        var vcpus: Int
        var workload: String
        var cells: [Boot]
    }

    struct Boot: Decodable {
        var repetition: Int
        var status: String
        var values: [String: Double]?
    }

    var places: [Place]

    init(_ json: Data) throws { self = try JSONDecoder().decode(Self.self, from: json) }

    /// The boots of a kernel that passed by themselves, by repetition.
    func values(of kernel: String) -> [Int: [String: Double]] {
        let boots = places.filter { $0.kernel == kernel }.flatMap(\.cells)
        return Dictionary(
            boots.compactMap { boot in boot.values.map { (boot.repetition, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
}

extension CellReading {
    /// A boot that was, at another place of another matrix.
    init(_ kernel: KernelName, vcpus: Int, repetition: Int, values: [String: Double]) {
        let place = Coordinates(kernel: kernel, vcpus: vcpus, workload: .coldplug)
        self.init(
            cell: Cell(place, repetition: repetition), exit: .sealed, stage: .sealed, machine: .unknown("stored"),
            findings: [],
            values: Dictionary(values.map { (MetricName($0.key), $0.value) }, uniquingKeysWith: { first, _ in first }),
            modules: nil, problems: [])
    }
}
