// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// /proc/modules (m_show in kernel/module/procfs.c): the modules that the kernel had when the guest looked.
public struct LoadedModules: Hashable, Sendable {
    public struct Module: Hashable, Sendable {
        public enum State: String, Codable, Sendable {
            case live = "Live"
            case loading = "Loading"
            case unloading = "Unloading"
        }

        /// With underscores, as the kernel prints it.
        public var name: String
        /// All its sections, in whole pages.
        public var size: ByteCount
        /// Nil on a kernel that cannot unload modules.
        public var references: Int?
        /// The modules that use it, and `[permanent]` where it can never go.
        public var users: [String]
        public var state: State
        /// Where its first section lies; nil where the kernel does not tell (kptr_restrict), which it writes as 0.
        public var address: UInt64?
        /// Letters such as `O` (out of tree) and `E` (unsigned); empty as a rule.
        public var taints: String
    }

    /// In the kernel's order, the latest first.
    public var modules: [Module]
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        modules = reader.map(bytes) { Module($0) }
        problem = reader.problem
    }

    /// The names of those that are live, sorted, each once. One that is still loading when all has settled is not
    /// there yet, and may never be.
    public var names: [String] { Set(modules.filter { $0.state == .live }.map(\.name)).sorted() }
}

extension LoadedModules.Module {
    /// `NAME SIZE REFERENCES USERS STATE ADDRESS [(TAINTS)]`; users end each with a comma, or are `-`.
    fileprivate init?(_ line: ByteText) {
        let words = line.words
        guard words.count >= 5, let size = words[1].number.flatMap(Int64.init(exactly:)),
            let state = State(rawValue: words[4].text)
        else { return nil }
        let isCounted = words[2].elementsEqual("-".utf8) == false
        let references = words[2].signedNumber.flatMap(Int.init(exactly:))
        if isCounted, references == nil { return nil }
        name = words[0].text
        self.size = ByteCount(size)
        address = words.count > 5 ? UInt64(hexadecimal: words[5].text) : nil
        self.references = references
        users = words[3].elementsEqual("-".utf8) ? [] : words[3].split(separator: UInt8(ascii: ",")).map(\.text)
        self.state = state
        taints = words.count > 6 ? words[6].text.trimmingParentheses : ""
    }
}

extension UInt64 {
    /// `0xffffffffc0a01000`; nil for zero.
    fileprivate init?(hexadecimal text: String) {
        guard text.hasPrefix("0x"), let value = UInt64(text.dropFirst(2), radix: 16), value != 0 else { return nil }
        self = value
    }
}

extension String {
    fileprivate var trimmingParentheses: String {
        hasPrefix("(") && hasSuffix(")") && count >= 2 ? String(dropFirst().dropLast()) : self
    }
}
