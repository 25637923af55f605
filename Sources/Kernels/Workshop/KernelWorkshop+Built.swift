// SPDX-License-Identifier: Apache-2.0

import Host
public import MatrixPlan

/// A kernel of the cache that was built here.
public struct BuiltKernel: Sendable {
    public let record: KernelRecord
    /// Holds `bzImage`, `config`, `build.log` and `modules`.
    public let directory: String
}

extension KernelWorkshop {
    /// The kernel as it is defined now, if it is stored, held against what it can be held against. Builds nothing.
    public func built(_ name: KernelName) async throws -> BuiltKernel? {
        guard let definition = definitions[name], definition.build != nil else { return nil }
        let kernel = try await identify(definition) { _ in }
        let shelf = directories.kernels
        guard shelf.has(kernel.key.text) else { return nil }
        let directory = shelf.path(of: kernel.key.text)
        var record = try KernelRecord.read(from: directory)
        if record.comparison == nil {
            record.compare(with: await bases(of: kernel), in: shelf)
        }
        return BuiltKernel(record: record, directory: directory)
    }
}
