// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Glibc
import Host
import Vocabulary

/// `lease-holder DIRECTORY PLACES CPUS HOLD-MS PATIENCE-MS`: takes CPUS of the PLACES that the directory's host has,
/// again and again, and holds them for a time each time; for ever when HOLD-MS is 0. Says `held` and `released`. Ends
/// with its parent.
@main
enum LeaseHolder {
    static func main() async {
        do {
            try await hold()
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(125)
        }
    }

    private static func hold() async throws {
        let words = CommandLine.arguments
        let numbers = words.dropFirst(2).compactMap { Int($0) }
        guard words.count == 6, numbers.count == 4 else {
            FileHandle.standardError.write(Data("usage: DIRECTORY PLACES CPUS HOLD-MS PATIENCE-MS\n".utf8))
            exit(129)
        }
        // A test that was killed ends nobody.
        let parent = getppid()
        Thread.detachNewThread {
            while getppid() == parent { usleep(200_000) }
            exit(0)
        }
        let capacity = try HostCapacity(
            directory: words[1], cpus: numbers[0], memory: .gibibytes(64), patience: .milliseconds(numbers[3]))
        let demand = Demand(cpus: numbers[1], memory: .mebibytes(1), holder: "lease-holder \(getpid())")
        while true {
            let lease = try await capacity.acquire(demand)
            say("held")
            try await Task.sleep(for: numbers[2] == 0 ? .seconds(3600) : .milliseconds(numbers[2]))
            await lease.release()
            say("released")
        }
    }

    private static func say(_ word: String) { FileHandle.standardOutput.write(Data((word + "\n").utf8)) }
}
