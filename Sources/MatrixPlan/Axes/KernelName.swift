// SPDX-License-Identifier: Apache-2.0

/// A row of the matrix: a kernel, `stats`, or a kernel with its modules in another format, `stats+xz`.
///
/// One kernel serves all its formats: they differ in the modules disk alone. Yet each is a row of its own with a name of
/// its own, so that blocks, baselines and comparisons need not know of formats.
public struct KernelName: PlainName {
    public let rawValue: String
    public init(unchecked rawValue: String) { self.rawValue = rawValue }

    /// What stands between the kernel and the format. No plain name has it, and shells, file systems, libvirt and XML
    /// take it as it is.
    public static let separator: Character = "+"

    /// Nil unless it is a plain name, alone or with a known format behind it. `as-built` is written by leaving it out,
    /// so that a row has one name.
    public init?(rawValue: String) {
        let (base, word) = Self.parts(rawValue)
        guard Self.isPlain(base) else { return nil }
        if let word {
            guard let format = ModuleFormat(rawValue: String(word)), format != .asBuilt else { return nil }
        }
        self.init(unchecked: rawValue)
    }

    /// - Parameter base: any row of the kernel.
    public init(_ base: KernelName, _ format: ModuleFormat) {
        let base = base.base
        self = format == .asBuilt ? base : KernelName(unchecked: "\(base)\(Self.separator)\(format)")
    }

    /// The kernel itself: the file `kernels/NAME.yaml` defines it.
    public var base: KernelName { KernelName(unchecked: String(Self.parts(rawValue).base)) }

    public var format: ModuleFormat {
        Self.parts(rawValue).format.flatMap { ModuleFormat(rawValue: String($0)) } ?? .asBuilt
    }

    private static func parts(_ text: String) -> (base: Substring, format: Substring?) {
        guard let sign = text.firstIndex(of: separator) else { return (text[...], nil) }
        return (text[..<sign], text[text.index(after: sign)...])
    }
}

extension Sequence<KernelName> {
    /// The rows that a filter means by a name: a kernel without a format stands for every format of it.
    public func rows(of name: KernelName) -> [KernelName] {
        filter { $0 == name || (name.format == .asBuilt && $0.base == name) }
    }

    /// The kernels themselves, each once, in the order of first use.
    public var bases: [KernelName] {
        var seen: Set<KernelName> = []
        return map(\.base).filter { seen.insert($0).inserted }
    }
}
