// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// A matrix.yaml as values, already checked: every name resolves, every threshold has the unit of its metric.
public struct Matrix: Hashable, Codable, Sendable {
    public var title: String
    public var image: ImageName
    /// The kernel that the others are held against.
    public var baseline: KernelName
    public var axes: Axes
    /// The guest's memory, the same in every cell but where a kernel needs another: udev derives its worker limit from it.
    public var memory: ByteCount
    /// Words appended to every guest's kernel command line.
    public var cmdline: [String]
    /// Boots of each coordinate that has no number of its own, hence blocks; at least 1. With `looks` the most.
    public var repeats: Int
    /// The blocks of each place after which the run looks whether it is decided, ascending, the last one `repeats`; nil
    /// where it looks once, at the end.
    public var looks: [Int]?
    /// Coordinates beside the product of the axes, or in it and booted more or less often.
    public var include: [Inclusion]
    /// Coordinates taken out of the product.
    public var exclude: [CellFilter]
    public var criteria: [Criterion]
    /// Kernels whose guests want something else; nil where none does.
    public var needs: [KernelName: GuestNeeds]?
    /// Nil in a run of before there were any.
    private var allowed: [AllowedReport]?
    /// Reports that a clean boot may show.
    public var allow: [AllowedReport] {
        get { allowed ?? [] }
        set { allowed = newValue }
    }
    /// Nil where nothing is kept, and in a run of before there was the choice.
    private var cores: CorePolicy?
    /// When a guest's memory is kept.
    public var core: CorePolicy {
        get { cores ?? .never }
        set { cores = newValue == .never ? nil : newValue }
    }

    public init(
        title: String, image: ImageName, baseline: KernelName, axes: Axes, memory: ByteCount = .gibibytes(4),
        cmdline: [String] = [], repeats: Int = 3, include: [Inclusion] = [], exclude: [CellFilter] = [],
        criteria: [Criterion], allow: [AllowedReport] = [], core: CorePolicy = .never, looks: [Int]? = nil
    ) {
        self.title = title
        self.image = image
        self.baseline = baseline
        self.axes = axes
        self.memory = memory
        self.cmdline = cmdline
        self.repeats = repeats
        self.looks = looks
        self.include = include
        self.exclude = exclude
        self.criteria = criteria
        allowed = allow
        self.core = core
    }
}

/// The axes whose product is the matrix; each in the order of the file, without repetition.
public struct Axes: Hashable, Codable, Sendable {
    /// Kernels in every format that the file's axis `modules` gives them.
    public var kernels: [KernelName]
    public var vcpus: [Int]
    public var workloads: [WorkloadName]

    public init(kernels: [KernelName], vcpus: [Int], workloads: [WorkloadName]) {
        self.kernels = kernels
        self.vcpus = vcpus
        self.workloads = workloads
    }
}

/// A coordinate that is named by itself.
public struct Inclusion: Hashable, Codable, Sendable {
    public var kernel: KernelName
    public var vcpus: Int
    public var workload: WorkloadName
    /// Boots of it; nil: as many as the matrix's other coordinates have.
    public var repeats: Int?

    public init(_ coordinates: Coordinates, repeats: Int? = nil) {
        kernel = coordinates.kernel
        vcpus = coordinates.vcpus
        workload = coordinates.workload
        self.repeats = repeats
    }

    public var coordinates: Coordinates { Coordinates(kernel: kernel, vcpus: vcpus, workload: workload) }
}

extension Matrix {
    /// Coordinates with a number of boots of their own.
    public var ownRepeats: [Coordinates: Int] {
        let own = include.compactMap { item in item.repeats.map { (item.coordinates, $0) } }
        return Dictionary(own) { first, _ in first }
    }

    /// The looks of `repeat: auto`: enough at once for a clear case, twice doubled for the others.
    public static let automaticLooks = [3, 6, 12]

    /// How often each coordinate boots that has no number of its own.
    public enum Repetition: Hashable, Sendable {
        case times(Int)
        /// As often as it takes, at `automaticLooks`.
        case automatic
    }

    public var repetition: Repetition {
        get { looks == nil ? .times(repeats) : .automatic }
        set {
            switch newValue {
            case .times(let count): (repeats, looks) = (count, nil)
            case .automatic: (repeats, looks) = (Self.automaticLooks.max() ?? 1, Self.automaticLooks)
            }
        }
    }

    /// How many boots the matrix has, at most.
    public var boots: Int {
        let own = ownRepeats
        return coordinates.reduce(0) { $0 + (own[$1] ?? repeats) }
    }

    /// Every coordinate, without repetition: the product in axis order less `exclude`, then `include`.
    public var coordinates: [Coordinates] {
        var result: [Coordinates] = []
        var seen: Set<Coordinates> = []
        func add(_ coordinates: Coordinates) {
            if seen.insert(coordinates).inserted { result.append(coordinates) }
        }
        for workload in axes.workloads {
            for vcpus in axes.vcpus {
                for kernel in axes.kernels {
                    let place = Coordinates(kernel: kernel, vcpus: vcpus, workload: workload)
                    if !exclude.contains(where: { $0.contains(place) }) { add(place) }
                }
            }
        }
        for item in include { add(item.coordinates) }
        return result
    }

    /// Every kernel that some cell boots, in the order of first use.
    public var kernels: [KernelName] {
        var seen: Set<KernelName> = []
        return coordinates.map(\.kernel).filter { seen.insert($0).inserted }
    }
}

extension Matrix {
    /// What is no mistake, and a person who wrote it may not have meant; a sentence each.
    public var remarks: [String] {
        guard !criteria.contains(where: { $0.severity == .fail }) else { return [] }
        return ["every criterion has severity warn, so nothing decides and no run can PASS; give one the severity fail"]
    }
}
