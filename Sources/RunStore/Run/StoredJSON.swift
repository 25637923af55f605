// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

/// JSON files with a `version` in them, looked at before anything else is.
enum StoredJSON {
    private struct Versioned: Decodable { var version: Int }

    static func encode(_ value: some Encodable, at path: String) throws(RunStoreError) -> [UInt8] {
        do {
            return Array(try CanonicalJSON.encode(value))
        } catch {
            throw RunStoreError(
                .unreadable, blame: .harness, "this cannot be written as JSON", at: path, remedy: nil, cause: error)
        }
    }

    static func decode<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], version: Int, at path: String
    ) throws(RunStoreError) -> Value {
        let data = Data(bytes)
        do {
            let found = try CanonicalJSON.decode(Versioned.self, from: data).version
            guard found == version else {
                throw RunStoreError(
                    .unknownVersion, blame: .user,
                    "this was written in version \(found), this program knows \(version)",
                    at: path, remedy: "use the bootmatrix that wrote it, or a later one")
            }
            return try CanonicalJSON.decode(type, from: data)
        } catch let error as RunStoreError {
            throw error
        } catch {
            throw .unreadable("the file cannot be understood", at: path, cause: error)
        }
    }
}
