// SPDX-License-Identifier: Apache-2.0

extension Matrix {
    /// The rows whose kernel nobody has to build, whatever the format of its modules.
    public func ready(of definitions: [KernelDefinition]) -> Set<KernelName> {
        let names = Set(definitions.filter { $0.build == nil }.map(\.name))
        return Set(kernels.filter { names.contains($0.base) })
    }

    /// The kernels of `ready` whose boots need not wait for a kernel that is built: those that no criterion holds against
    /// one. A comparison wants both in one block, close in time.
    func ahead(of ready: Set<KernelName>) -> Set<KernelName> {
        var result = ready
        let groups = criteria.map(compared)
        // Who is held against one that waits, waits too.
        while let group = groups.first(where: { !$0.isSubset(of: result) && !$0.isDisjoint(with: result) }) {
            result.subtract(group)
        }
        return result
    }

    /// What a criterion holds against one another; empty where it looks at each cell by itself.
    private func compared(by criterion: Criterion) -> Set<KernelName> {
        guard let reference = criterion.kind.reference else { return [] }
        return Set(coordinates.filter(criterion.when.contains).map(\.kernel)).union([reference])
    }
}
