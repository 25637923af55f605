// SPDX-License-Identifier: Apache-2.0

/// A place of the matrix without its kernel, as a user writes it: `4cpu.coldplug`.
public struct BisectPlace: Hashable, Sendable, CustomStringConvertible {
    public var vcpus: Int
    public var workload: WorkloadName

    public init(vcpus: Int, workload: WorkloadName) {
        self.vcpus = vcpus
        self.workload = workload
    }

    /// Four vCPUs are the fewest at which a lost check always showed (docs/matrix.md), and boot in seconds.
    public static let standard = BisectPlace(vcpus: 4, workload: .coldplug)

    /// - Parameter kernel: its name may stand before the place, as it does in the name of a cell.
    public init?(text: String, kernel: KernelName) {
        let prefix = kernel.rawValue + "."
        let place = text.hasPrefix(prefix) ? text.dropFirst(prefix.count) : text[...]
        guard let end = place.firstRange(of: "cpu."), let vcpus = Int(place[..<end.lowerBound]),
            (1...255).contains(vcpus), place.hasPrefix("\(vcpus)cpu."),
            let workload = WorkloadName(rawValue: String(place[end.upperBound...])),
            WorkloadName.known.contains(workload)
        else { return nil }
        self.init(vcpus: vcpus, workload: workload)
    }

    public var description: String { "\(vcpus)cpu.\(workload)" }

    func coordinates(_ kernel: KernelName) -> Coordinates {
        Coordinates(kernel: kernel, vcpus: vcpus, workload: workload)
    }
}
