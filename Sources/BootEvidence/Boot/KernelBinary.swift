// SPDX-License-Identifier: Apache-2.0

/// What a kernel is once it is loaded, apart from what only tells one build from another.
public struct KernelBinary: Hashable, Codable, Sendable {
    /// Equal for kernels that are the same binary, whatever they were made from. 64 hexadecimal digits.
    public var digest: String
    /// Whether its patches change nothing that is ever loaded, as far as the cache could tell.
    public var isSameWithoutPatches: Bool

    public init(digest: String, isSameWithoutPatches: Bool = false) {
        self.digest = digest
        self.isSameWithoutPatches = isSameWithoutPatches
    }
}
