// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixFiles
import Testing

/// The schemas say what the readers accept, key by key.
@Suite struct SchemaTests {
    private func schema(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(filePath: "\(packageRoot)/schema/\(name).schema.json"))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func definitions(_ schema: [String: Any]) throws -> [String: [String: Any]] {
        try #require(schema["$defs"] as? [String: [String: Any]])
    }

    private func expectEqual(_ schema: [String: Any]?, _ table: KeyTable) throws {
        let schema = try #require(schema, "\(table.what) is not in the schema")
        let properties = try #require(schema["properties"] as? [String: Any])
        #expect(properties.keys.sorted() == table.keys.sorted(), "keys of \(table.what)")
        #expect(
            (schema["required"] as? [String] ?? []).sorted() == table.required.sorted(), "required of \(table.what)")
        #expect(schema["additionalProperties"] as? Bool == false)
    }

    @Test func matrix() throws {
        let schema = try schema("matrix")
        let definitions = try definitions(schema)
        try expectEqual(schema, FileKeys.matrix)
        try expectEqual(definitions["axes"], FileKeys.axes)
        try expectEqual(definitions["filter"], FileKeys.filter)
        try expectEqual(definitions["include"], FileKeys.include)
        try expectEqual(definitions["allow"], FileKeys.allow)
        try expectEqual(definitions["comparedKernel"], FileKeys.comparedKernel)
        for kind in FileKeys.criterionKinds {
            try expectEqual(definitions["criterion.\(kind)"], try #require(FileKeys.criteria[kind]))
        }
        #expect(definitions.keys.filter { $0.hasPrefix("criterion.") }.count == FileKeys.criteria.count)
        #expect(FileKeys.criteria.keys.sorted() == FileKeys.criterionKinds.sorted())
    }

    @Test func kernel() throws {
        let schema = try schema("kernel")
        let definitions = try definitions(schema)
        try expectEqual(schema, FileKeys.kernel)
        for kind in FileKeys.kernelSourceKinds {
            try expectEqual(definitions["source.\(kind)"], try #require(FileKeys.kernelSources[kind]))
        }
        #expect(definitions.keys.filter { $0.hasPrefix("source.") }.count == FileKeys.kernelSources.count)
        #expect(FileKeys.kernelSources.keys.sorted() == FileKeys.kernelSourceKinds.sorted())
        try expectEqual(definitions["configurationFile"], FileKeys.kernelConfigurationFile)
        try expectEqual(definitions["configuration"], FileKeys.kernelConfiguration)
    }

    @Test func image() throws {
        try expectEqual(try schema("image"), FileKeys.image)
    }

    /// The reference names every key, kind and error code.
    @Test func referencePageIsComplete() throws {
        let page = try String(contentsOfFile: packageRoot + "/docs/matrix.md", encoding: .utf8)
        let tables =
            [FileKeys.matrix, FileKeys.axes, FileKeys.allow, FileKeys.kernel, FileKeys.kernelConfiguration]
            + [FileKeys.kernelConfigurationFile, FileKeys.image] + FileKeys.kernelSources.values
            + FileKeys.criteria.values
        for key in tables.flatMap(\.keys) { #expect(page.contains("`\(key)`"), "docs/matrix.md lacks \(key)") }
        for kind in FileKeys.criterionKinds { #expect(page.contains("`\(kind)`"), "docs/matrix.md lacks \(kind)") }
        let sourceRoot = URL(filePath: packageRoot + "/Sources/MatrixFiles").resolvingSymlinksInPath().path
        let sources = try FileManager.default.subpathsOfDirectory(atPath: sourceRoot)
        var codes: Set<String> = []
        for path in sources where path.hasSuffix(".swift") {
            let text = try String(contentsOfFile: "\(sourceRoot)/\(path)", encoding: .utf8)
            for match in text.matches(of: /(?:problem\(|add\(|code:)\s*"([a-z-]+)"/) { codes.insert(String(match.1)) }
        }
        #expect(codes.count > 20)
        for code in codes { #expect(page.contains("`\(code)`"), "docs/matrix.md lacks the error \(code)") }
    }
}
