// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import MatrixPlan

/// A kernel's final configuration, and what was asked of it.
public struct KernelConfiguration: Sendable {
    public enum Origin: String, Sendable {
        /// That of the stored kernel.
        case cache
        /// Made now; the kernel is not built.
        case configured
    }

    public let kernel: KernelName
    public let origin: Origin
    /// The content key that the kernel has or would have.
    public let key: String
    /// The `.config`, byte by byte.
    public let text: Data
    /// By symbol without `CONFIG_`; `n` where the text says "is not set". Our salt is not among them.
    public let symbols: [String: String]
    /// What the definition asks for; empty for a kernel that came ready.
    public let requests: [ConfigRequest]
    /// What is worth knowing although nothing is wrong, a sentence each.
    public let notes: [String]
    /// Where the kernel's own Kconfig files are; nil where its tree is not at hand.
    let tree: String?

    init(
        kernel: KernelName, origin: Origin, key: String, text: Data, requests: [ConfigRequest] = [],
        notes: [String] = [], tree: String? = nil
    ) {
        self.kernel = kernel
        self.origin = origin
        self.key = key
        self.text = text
        self.requests = requests
        self.notes = notes
        self.tree = tree
        var symbols: [String: String] = [:]
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") where !ConfigRequest.isSalt(line: line)
        {
            // What is no line of a configuration was never Kconfig's, and says nothing.
            guard let found = try? ConfigRequest.read(line: String(line), place: "") else { continue }
            symbols[found.symbol] = found.value
        }
        self.symbols = symbols
    }
}
