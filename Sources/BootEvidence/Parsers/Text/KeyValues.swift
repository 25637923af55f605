// SPDX-License-Identifier: Apache-2.0

/// Lines of `key=value`. Of a key that comes twice the first counts.
struct KeyValues: Hashable {
    var values: [String: String] = [:]
    var problem: String?

    init(_ bytes: [UInt8]) {
        var reader = LineReader()
        let pairs = reader.map(bytes) { line -> (String, String)? in
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > line.startIndex else { return nil }
            return (line[..<equals].text, line[(equals + 1)...].trimmed.text)
        }
        for (key, value) in pairs where values[key] == nil { values[key] = value }
        problem = reader.problem
    }
}
