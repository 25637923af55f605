// SPDX-License-Identifier: Apache-2.0

import Foundation
import SourceTrees
import Vocabulary

/// What the requests of a definition are merged onto.
public enum BaseConfiguration: Hashable, Sendable {
    /// A make target, such as `allnoconfig`.
    case target(String)
    /// Somebody's `.config`, read into memory; its symbols are sorted, the last line of each counts.
    case file(path: String, symbols: [ConfigRequest])

    /// Targets that make a configuration from nothing and ask nobody (Documentation/kbuild/kconfig.rst).
    static func isTarget(_ text: String) -> Bool {
        let fixed = ["allnoconfig", "alldefconfig", "allyesconfig", "allmodconfig", "defconfig", "tinyconfig"]
        return fixed.contains(text)
            || text.hasSuffix("_defconfig") && !text.hasPrefix("-")
                && text.utf8.allSatisfy { $0.isWordByte || $0 == 0x2D }
    }

    /// Debian's has 11,000 lines and 280 KB.
    private static let sizeLimit = 4 << 20

    /// - Throws: `KernelError` `bad-base` for a file that cannot be read, at its line where it has one.
    init(file path: String) throws(KernelError) {
        guard let data = SmallFile.content(path, limit: Self.sizeLimit) else {
            throw KernelError(
                .badBase, blame: .user, "there is no .config of at most 4 MiB that can be read", at: path,
                remedy: "put the file there, or correct the path under 'base:'")
        }
        var last: [String: ConfigRequest] = [:]
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let place = "\(path):\(index + 1)"
            if ConfigRequest.isSalt(line: line) { continue }
            if let symbol = try ConfigRequest.read(line: String(line), place: place) { last[symbol.symbol] = symbol }
        }
        guard !last.isEmpty else {
            throw KernelError(
                .badBase, blame: .user, "there is no symbol in it", at: path,
                remedy: "name a kernel's .config, or write `base: allnoconfig`")
        }
        self = .file(path: path, symbols: last.values.sorted { $0.symbol < $1.symbol })
    }

    /// What of it decides a kernel, without its comments and the order of its lines.
    var content: String {
        switch self {
        case .target(let target): target
        case .file(_, let symbols): symbols.map { $0.line + "\n" }.joined()
        }
    }
}

extension BaseConfiguration: CustomStringConvertible {
    /// The target, or the file's name.
    public var description: String {
        switch self {
        case .target(let target): target
        case .file(let path, _): URL(fileURLWithPath: path).lastPathComponent
        }
    }
}
