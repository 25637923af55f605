// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Host
import Testing
import Vocabulary

@Suite struct FileLockTests {
    @Test func withoutAFileThereIsNothingToLock() async throws {
        try await withTemporaryDirectory { root in
            #expect(try Self.taken(root + "/f", making: .nothing) == false)
            let left = try FileManager.default.contentsOfDirectory(atPath: root)
            #expect(left == [])
            #expect(try Self.taken(root + "/f", making: .file))
            #expect(try Self.taken(root + "/f", making: .nothing))
            #expect(throws: HostError.self) { try Self.taken(root + "/d/f", making: .file) }
            #expect(try Self.taken(root + "/d/f", making: .directory))
        }
    }

    private static func taken(_ path: String, making: FileLock.Making) throws -> Bool {
        guard let lock = try FileLock.attempt(path, making: making) else { return false }
        return lock.path == path
    }

    /// Who has the lock may take its directory away; everybody else then begins with a new one.
    @Test func aDirectoryThatGoesWithItsLockIsMadeAnew() async throws {
        try await withTemporaryDirectory { root in
            let directory = root + "/lineage"
            let inside = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        for _ in 0..<100 {
                            guard let lock = try FileLock.attempt(directory + "/.lock", making: .directory) else {
                                continue
                            }
                            inside.add(1)
                            #expect(inside.value == 1)
                            inside.add(-1)
                            // With the directory goes the lock: the last thing that is done with it.
                            let trash = number == 0 ? try Trash(directory) : nil
                            _ = lock.path
                            trash?.empty()
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(Trash.left(in: root) == [])
        }
    }
}
