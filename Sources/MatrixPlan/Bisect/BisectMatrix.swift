// SPDX-License-Identifier: Apache-2.0

/// The part of a matrix that one kernel can be asked about alone, as a step of a bisection asks it.
public struct BisectMatrix: Hashable, Sendable {
    /// One kernel, its places, and the criteria that are judged: those asked for and those that they need.
    public let matrix: Matrix
    /// The names of the criteria that were asked for; empty where none was.
    public let asked: [String]

    /// Why a criterion cannot be judged in a step.
    public enum Refusal: Error, Hashable, Sendable {
        case unknown(String, known: [String])
        case compares(String, with: KernelName)
        case selectsNothing(String)
        case needs(String, String)
        /// No criterion was asked for, and none of the matrix that can fail stands alone here.
        case none
    }

    /// - Parameters:
    ///   - names: the criteria that decide; when empty, all that stand alone and look at one of the places.
    ///   - repeats: boots of each place; when nil the matrix's own, or those of its first look: a step looks once.
    public init(
        _ whole: Matrix, kernel: KernelName, places: [BisectPlace], criteria names: [String] = [],
        repeats: Int? = nil, title: String
    ) throws(Refusal) {
        let coordinates = places.map { $0.coordinates(kernel) }
        var chosen: Set<String> = []
        for name in names { try whole.choose(name, for: coordinates, into: &chosen) }
        if names.isEmpty {
            for criterion in whole.criteria {
                var more = chosen
                // One that cannot be judged is left out: nobody asked for it.
                do { try whole.choose(criterion.name, for: coordinates, into: &more) } catch { continue }
                chosen = more
            }
            // What only warns decides no step.
            guard whole.criteria.contains(where: { $0.severity == .fail && chosen.contains($0.name) }) else {
                throw .none
            }
        }
        var matrix = whole
        matrix.title = title
        matrix.baseline = kernel
        var workloads: [WorkloadName] = []
        for place in places where !workloads.contains(place.workload) { workloads.append(place.workload) }
        let vcpus = Set(places.map(\.vcpus)).sorted()
        matrix.axes = Axes(kernels: [kernel], vcpus: vcpus, workloads: workloads)
        matrix.include = []
        matrix.exclude = workloads.flatMap { workload in
            vcpus.filter { !places.contains(BisectPlace(vcpus: $0, workload: workload)) }
                .map { CellFilter(vcpus: .oneOf([$0]), workloads: [workload]) }
        }
        matrix.criteria = whole.criteria.filter { chosen.contains($0.name) }
        // Who asks for a criterion by name wants its answer, and not a warning.
        for index in matrix.criteria.indices where names.contains(matrix.criteria[index].name) {
            matrix.criteria[index].severity = .fail
        }
        matrix.repetition = .times(repeats ?? whole.looks?.first ?? whole.repeats)
        self.matrix = matrix
        asked = names
    }
}

extension Matrix {
    /// Adds a criterion and what it needs.
    fileprivate func choose(
        _ name: String, for places: [Coordinates], into chosen: inout Set<String>
    ) throws(BisectMatrix.Refusal) {
        guard !chosen.contains(name) else { return }
        guard let criterion = criteria.first(where: { $0.name == name }) else {
            throw .unknown(name, known: criteria.map(\.name))
        }
        if let other = criterion.kind.reference { throw .compares(name, with: other) }
        guard places.contains(where: criterion.when.contains) else { throw .selectsNothing(name) }
        // Growth over one vCPU count is none.
        if case .scaling = criterion.kind, Set(places.filter(criterion.when.contains).map(\.vcpus)).count < 2 {
            throw .selectsNothing(name)
        }
        for needed in criterion.needs {
            do { try choose(needed, for: places, into: &chosen) } catch { throw .needs(name, needed) }
        }
        chosen.insert(name)
    }
}
