// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The Kconfig files of a tree, read when they are first asked for: two seconds that a configuration without surprises
/// does not cost.
struct KconfigTree {
    let directory: String

    /// Every definition by symbol.
    func entries() -> [String: [KconfigEntry]] {
        var reader = KconfigReader(architecture: "x86") { path in
            FileManager.default.contents(atPath: directory + "/" + path).map { Array($0) }
        }
        reader.read(file: "Kconfig")
        return reader.entries
    }
}
