// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan

extension Notes {
    /// Kernels that are the same binary can differ by chance only, and a patch that changes nothing that is loaded cannot
    /// be what a figure comes from.
    static func binaries(_ board: Board) -> [String] {
        var names: [String: [KernelName]] = [:]
        var unchanged: [KernelName] = []
        for kernel in board.matrix.kernels {
            let binaries = board.cells.lazy.filter { $0.kernel == kernel }.compactMap { $0.reading?.binary }
            guard let binary = binaries.first else { continue }
            // With modules in another format it is another way of loading.
            names["\(binary.digest) \(kernel.format)", default: []].append(kernel)
            if binary.isSameWithoutPatches, !unchanged.contains(kernel.base) { unchanged.append(kernel.base) }
        }
        let same = names.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }.map { kernels in
            "\(kernels.map(\.rawValue).joined(separator: " and ")) are the same binary: what differs between them is chance."
        }
        return same
            + unchanged.map {
                "The patches of \($0) change nothing that is loaded: it is the same binary without them."
            }
    }
}
