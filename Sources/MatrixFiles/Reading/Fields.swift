// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A mapping that was held against its key table: unknown and missing keys are already reported.
struct Fields {
    let owner: Value
    private let values: [String: Value]

    init?(_ value: Value, _ table: KeyTable) {
        guard let pairs = value.pairs(table.what) else { return nil }
        var values: [String: Value] = [:]
        for pair in pairs {
            if table.keys.contains(pair.name) {
                values[pair.name] = pair.value
            } else {
                pair.key.problem(
                    "unknown-key", "\"\(SafeText.line(pair.name, limit: 40))\" is not a key of \(table.what)",
                    Closest.remedy(for: pair.name, among: table.keys))
            }
        }
        for key in table.required where values[key] == nil {
            value.problem("missing-key", "\(table.what) needs the key \"\(key)\"", nil)
        }
        owner = value
        self.values = values
    }

    subscript(key: String) -> Value? { values[key] }
    var isEmpty: Bool { values.isEmpty }
}
