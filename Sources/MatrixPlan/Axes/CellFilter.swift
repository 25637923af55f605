// SPDX-License-Identifier: Apache-2.0

/// Which vCPU counts are meant.
public enum VCPUSelection: Hashable, Codable, Sendable {
    case any
    case oneOf([Int])
    case atLeast(Int)
    case atMost(Int)

    public func contains(_ vcpus: Int) -> Bool {
        switch self {
        case .any: true
        case .oneOf(let values): values.contains(vcpus)
        case .atLeast(let limit): vcpus >= limit
        case .atMost(let limit): vcpus <= limit
        }
    }

    /// Reads `4`, `1,4`, `>=4` or `<=8`; nil for anything else.
    public init?(text: String) {
        let compact = text.filter { $0 != " " }
        if compact.hasPrefix(">="), let limit = Int(compact.dropFirst(2)) {
            self = .atLeast(limit)
        } else if compact.hasPrefix("<="), let limit = Int(compact.dropFirst(2)) {
            self = .atMost(limit)
        } else {
            let values = compact.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            guard !values.isEmpty, !values.contains(nil) else { return nil }
            self = .oneOf(values.compactMap(\.self))
        }
    }
}

/// A selection of cells, as `when:`, `exclude:` and `--filter` write it. What is nil selects everything.
public struct CellFilter: Hashable, Codable, Sendable {
    /// Rows, each exactly as it is called.
    public var kernels: [KernelName]?
    public var formats: [ModuleFormat]?
    public var vcpus: VCPUSelection
    public var workloads: [WorkloadName]?

    public init(
        kernels: [KernelName]? = nil, formats: [ModuleFormat]? = nil, vcpus: VCPUSelection = .any,
        workloads: [WorkloadName]? = nil
    ) {
        self.kernels = kernels
        self.formats = formats
        self.vcpus = vcpus
        self.workloads = workloads
    }

    public static let everything = CellFilter()

    public func contains(_ coordinates: Coordinates) -> Bool {
        (kernels?.contains(coordinates.kernel) ?? true) && (formats?.contains(coordinates.kernel.format) ?? true)
            && vcpus.contains(coordinates.vcpus) && (workloads?.contains(coordinates.workload) ?? true)
    }
}
