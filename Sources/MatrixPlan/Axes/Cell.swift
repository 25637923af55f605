// SPDX-License-Identifier: Apache-2.0

/// Where a cell lies in the matrix: everything but the repetition.
public struct Coordinates: Hashable, Codable, Sendable {
    public var kernel: KernelName
    /// CPUs of the guest, 1 to 255.
    public var vcpus: Int
    public var workload: WorkloadName

    public init(kernel: KernelName, vcpus: Int, workload: WorkloadName) {
        self.kernel = kernel
        self.vcpus = vcpus
        self.workload = workload
    }
}

/// The one name of a cell: its directory, its libvirt domain, its log and its row, such as `stats.4cpu.coldplug.r2`.
public struct CellID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    public let text: String

    public init(_ coordinates: Coordinates, repetition: Int) {
        text = "\(coordinates.kernel).\(coordinates.vcpus)cpu.\(coordinates.workload).r\(repetition)"
    }

    public init(text: String) { self.text = text }

    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    public static func < (left: CellID, right: CellID) -> Bool { left.text < right.text }
    public var description: String { text }
}

/// One boot that the plan wants.
public struct Cell: Hashable, Codable, Sendable {
    public var coordinates: Coordinates
    /// Counted from 1. Equal repetitions of one (vcpus, workload) make a block.
    public var repetition: Int

    public init(_ coordinates: Coordinates, repetition: Int) {
        self.coordinates = coordinates
        self.repetition = repetition
    }

    public var id: CellID { CellID(coordinates, repetition: repetition) }
}
