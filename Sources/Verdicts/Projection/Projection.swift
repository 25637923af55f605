// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// At how many vCPUs one kernel's loads become a problem again: by arithmetic, and as far as its boots were seen to grow.
/// Of the workload `coldplug`, in which udev asks.
public struct Projection: Hashable, Codable, Sendable {
    public var kernel: KernelName
    /// The boots that it is made from.
    public var boots: Int
    /// The vCPU counts of these, ascending.
    public var vcpus: [Int]
    /// Nil where no boot tells it.
    public var limit: WorkerLimit?
    /// Empty where `refusal` says why.
    public var bounds: [LoadBound]
    /// Why there is no arithmetic bound, or not the whole of it; one sentence.
    public var refusal: String?
    public var growths: [GrowthProjection]
}

extension Projection {
    /// Of every kernel that was booted under `coldplug`, in the order of the matrix.
    static func all(_ board: Board) -> [Projection] {
        var boots: [KernelName: [KnownCell]] = [:]
        for cell in board.cells where cell.coordinates.workload == .coldplug && cell.isTrusted {
            boots[cell.kernel, default: []].append(cell)
        }
        return board.matrix.kernels.compactMap { kernel in boots[kernel].map { Projection(kernel, $0) } }
    }

    /// - Parameter cells: trusted ones of one kernel, at least one.
    init(_ kernel: KernelName, _ cells: [KnownCell]) {
        let footprint = LoadFootprint(cells.compactMap { $0.reading?.footprint })
        let bounds = footprint.map { LoadBound.all(of: $0) } ?? []
        self.init(
            kernel: kernel, boots: cells.count, vcpus: Set(cells.map(\.coordinates.vcpus)).sorted(),
            limit: footprint?.limit, bounds: bounds, refusal: Self.refusal(footprint, bounds),
            growths: GrowthProjection.all(cells, footprint))
    }

    private static func refusal(_ footprint: LoadFootprint?, _ bounds: [LoadBound]) -> String? {
        guard let footprint else { return "the boots do not tell how large their modules are" }
        guard !bounds.isEmpty else { return "no module was loaded" }
        var lacks: [String] = []
        if footprint.area == nil {
            lacks.append(
                "the modules' addresses do not tell how large the module area is; both sizes of x86-64 are shown, and"
                    + " other architectures are not known")
        }
        if footprint.available == nil { lacks.append("there are no samples of memory") }
        if footprint.largestImage == nil {
            lacks.append("no trace tells how large the files are, so memory counts what a loaded module keeps")
        }
        if footprint.limit == nil { lacks.append("the boots do not agree on how many loads udev asks for at once") }
        return lacks.isEmpty ? nil : lacks.joined(separator: "; ")
    }
}

extension LoadFootprint {
    /// Of several boots of one kernel: the largest load, the least memory. What they do not agree on is not known.
    init?(_ boots: [LoadFootprint]) {
        guard !boots.isEmpty else { return nil }
        let areas = Set(boots.map(\.area))
        // MemTotal differs by what the kernel takes for its CPUs; the least is what udev had at the most.
        let limits = Set(boots.map(\.limit))
        let own = boots.compactMap { boot -> ByteCount? in
            if case .own(let memory)? = boot.limit { memory } else { nil }
        }
        let limit: WorkerLimit? =
            own.count == boots.count
            ? own.min().map { .own(memory: $0) } : limits.count == 1 ? limits.first ?? nil : nil
        self.init(
            largestModule: Item.largest(boots.compactMap(\.largestModule)),
            largestImage: Item.largest(boots.compactMap(\.largestImage)),
            area: areas.count == 1 ? areas.first ?? nil : nil, available: boots.compactMap(\.available).min(),
            limit: limit)
    }
}
