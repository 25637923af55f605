// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Glibc
import Host
import Testing
import Vocabulary

/// Disks that are full, or may not be written to.
@Suite(.timeLimit(.minutes(2))) struct ShelfSpaceTests {
    private static let worker = OtherProcess.built("shelf-worker")

    /// Whether this process may mount something that nobody else sees.
    static let canMount: Bool = {
        guard geteuid() == 0 else { return false }
        let words = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        guard let attempt = try? OtherProcess(words, output: "/dev/null") else { return false }
        return attempt.finish() == 0
    }()

    /// Runs a script with the worker as $1 and a directory as $2; what it said on both outputs.
    private func run(_ script: String, in root: String, mounting: Bool = false) throws -> (
        status: Int32, lines: [String]
    ) {
        let wrapper = mounting ? ["unshare", "--mount"] : []
        let words = wrapper + ["sh", "-c", "exec 2>&1; set -eu\n" + script, "sh", Self.worker, root]
        // Beside the directory, which the script may mount over.
        let output = root + ".out"
        defer { try? FileManager.default.removeItem(atPath: output) }
        let process = try OtherProcess(words, output: output)
        let status = process.finish()
        let text = try String(contentsOfFile: output, encoding: .utf8)
        return (status, text.split(separator: "\n").map(String.init))
    }

    /// The large entry does not fit; the small one of before is found whole, and nothing else is there.
    private static let steps = """
        "$1" make "$2/shelf" small 3 20000 0
        LIMIT
        if "$1" make "$2/shelf" large 4 800000 0; then exit 99; fi
        "$1" make "$2/shelf" small 3 20000 0
        ls -A "$2/shelf"
        """

    private func expectClean(_ outcome: (status: Int32, lines: [String])) {
        #expect(outcome.status == 0, "\(outcome.lines)")
        let said = outcome.lines.filter { !$0.hasPrefix("calls") }
        #expect(said.prefix(3) == ["making", "made", "making"])
        #expect(said.contains { $0.contains("there is no room for entry large: it needs more than ") })
        #expect(said.contains { $0.contains("try: free disk space") })
        #expect(said.suffix(3) == ["found", ".lock-small", "small"])
    }

    @Test func aFileTooLongForTheProcessIsAClearError() async throws {
        try await withTemporaryDirectory { root in
            // In blocks of 512 bytes (dash(1)): 200 KiB.
            expectClean(try run(Self.steps.replacing("LIMIT", with: "ulimit -f 400"), in: root))
        }
    }

    @Test(.enabled(if: canMount, "only root can mount a small disk, and not in every container"))
    func aFullDiskIsAClearError() async throws {
        try await withTemporaryDirectory { root in
            let mount = #"mount -t tmpfs -o size=1m tmpfs "$2""# + "\n"
            let outcome = try run(mount + Self.steps.replacing("LIMIT", with: ""), in: root, mounting: true)
            expectClean(outcome)
            #expect(outcome.lines.contains { $0.contains("and 0 B is free") || $0.contains("KiB is free") })
        }
    }

    /// The manifest is what does not fit.
    @Test(.enabled(if: canMount, "only root can mount a small disk, and not in every container"))
    func aDiskThatIsFullAtTheManifestKeepsNothing() async throws {
        try await withTemporaryDirectory { root in
            // 40 pages: the directories, and the files to the last page.
            let script = """
                mount -t tmpfs -o size=160k tmpfs "$2"
                for count in $(seq 30 40); do
                    if "$1" make "$2/shelf" "k$count" "$count" 3000 0; then
                        "$1" remove "$2/shelf" "k$count"
                    fi
                done
                ls -A "$2/shelf"
                """
            let outcome = try run(script, in: root, mounting: true)
            #expect(outcome.status == 0, "\(outcome.lines)")
            #expect(outcome.lines.contains("made") && outcome.lines.contains { $0.contains("there is no room") })
            #expect(outcome.lines.contains { $0.contains("write the manifest") })
            #expect(!outcome.lines.contains { $0.hasPrefix(".staging") || $0.hasPrefix("k3") || $0 == "BAD" })
        }
    }

    @Test(.enabled(if: canMount, "only root can mount something read-only, and not in every container"))
    func aReadOnlyCacheIsUsed() async throws {
        try await withTemporaryDirectory { root in
            let script = """
                "$1" make "$2/shelf" k 3 20000 0
                mount --bind "$2" "$2"
                mount -o remount,ro,bind "$2"
                "$1" make "$2/shelf" k 3 20000 0
                if "$1" make "$2/shelf" other 3 20000 0; then exit 99; fi
                ls -A "$2/shelf"
                """
            let outcome = try run(script, in: root, mounting: true)
            #expect(outcome.status == 0, "\(outcome.lines)")
            let said = outcome.lines.filter { !$0.hasPrefix("calls") }
            #expect(said.prefix(3) == ["making", "made", "found"])
            #expect(said.contains { $0.contains("Read-only file system") })
            #expect(said.contains { $0.contains("try: make the directory writable") })
            #expect(said.suffix(2) == [".lock-k", "k"])
        }
    }
}
