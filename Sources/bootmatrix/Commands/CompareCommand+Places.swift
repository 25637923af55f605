// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Host
import MatrixPlan
import RunStore
import Vocabulary

extension CompareCommand {
    /// What the two arguments mean.
    /// - Throws: `ValidationError`, `StoredComparison.NoKernel`, `RunStoreError`.
    func places() throws -> (base: StoredComparison.Place, patched: StoredComparison.Place) {
        let state = StateDirectory(path: Directories().state)
        if let kernel {
            guard runName == nil else {
                throw ValidationError("--kernel: BASE and PATCHED are the runs; leave --run out")
            }
            let name = try self.name(kernel)
            return (
                .init(run: try state.resolve(base), kernel: name), .init(run: try state.resolve(patched), kernel: name)
            )
        }
        let (first, second) = (try parts(base), try parts(patched))
        if runName != nil, first.run != nil || second.run != nil {
            throw ValidationError("--run names the run of both kernels; write RUN/KERNEL or --run, not both")
        }
        // A run that is named once is the run of both.
        let named = runName ?? (first.run == nil || second.run == nil ? first.run ?? second.run : nil)
        var common: RunDirectory?
        if first.run == nil || second.run == nil {
            common = try named.map { try state.resolve($0) } ?? newest(with: [first.kernel, second.kernel], state)
        }
        func place(_ parts: (run: String?, kernel: KernelName)) throws -> StoredComparison.Place {
            guard let directory = try parts.run.map({ try state.resolve($0) }) ?? common else {
                throw ValidationError("write KERNEL or RUN/KERNEL")
            }
            return .init(run: directory, kernel: parts.kernel)
        }
        return (try place(first), try place(second))
    }

    /// `RUN/KERNEL` or `KERNEL`; a run may be a path.
    private func parts(_ text: String) throws -> (run: String?, kernel: KernelName) {
        guard let slash = text.lastIndex(of: "/") else { return (nil, try name(text)) }
        let run = String(text[..<slash])
        guard !run.isEmpty else { throw ValidationError("\(SafeText.line(text, limit: 60)): write RUN/KERNEL") }
        return (run, try name(String(text[text.index(after: slash)...])))
    }

    private func name(_ text: String) throws -> KernelName {
        guard let name = KernelName(rawValue: text) else {
            throw ValidationError(
                "'\(SafeText.line(text, limit: 60))' is no kernel's name: write KERNEL or RUN/KERNEL, or --kernel and two"
                    + " runs")
        }
        return name
    }

    private func newest(with kernels: [KernelName], _ state: StateDirectory) throws -> RunDirectory {
        var known: [KernelName] = []
        for id in try state.list() {
            let run = try state.resolve(id.text)
            let booted = run.bootedKernels
            if kernels.allSatisfy(booted.contains) { return run }
            known += booted.filter { !known.contains($0) }
        }
        if let unknown = kernels.first(where: { !known.contains($0) }) {
            throw StoredComparison.NoKernel(kernel: unknown, run: nil, known: known.sorted())
        }
        throw ValidationError(
            "no stored run has booted both \(kernels[0]) and \(kernels[1]): write RUN/KERNEL for each, or run both in one"
                + " matrix")
    }
}
