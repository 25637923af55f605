// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import Host
import Testing
import Vocabulary

/// One host, several processes: they are ended at bad moments, belong to several users, and leave things about.
@Suite(.timeLimit(.minutes(2))) struct SharedHostTests {
    private static let holder = OtherProcess.built("lease-holder")
    private static let places = 4

    private func capacity(_ root: String, patience: Duration = .zero) throws -> HostCapacity {
        try HostCapacity(directory: root + "/leases", cpus: Self.places, memory: .gibibytes(64), patience: patience)
    }

    private func start(
        _ root: String, cpus: Int, hold: Int = 0, patience: Int = 0, as wrapper: [String] = [], _ name: String
    ) throws -> OtherProcess {
        let words = [root + "/leases", "\(Self.places)", "\(cpus)", "\(hold)", "\(patience)"]
        return try OtherProcess(wrapper + [Self.holder] + words, output: "\(root)/\(name).out")
    }

    private func demand(_ cpus: Int) -> Demand { Demand(cpus: cpus, memory: .mebibytes(1), holder: "test") }

    private func files(_ root: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/leases").sorted()
    }

    @Test func aKilledHoldersPartIsFreeAtOnce() async throws {
        try await withTemporaryDirectory { root in
            let other = try start(root, cpus: Self.places, "other")
            #expect(try await other.says("held"))
            let capacity = try capacity(root)
            #expect(try await capacity.holdings().cpus == Self.places)
            other.end()
            await (try capacity.acquire(demand(Self.places))).release()
            #expect(try files(root) == ["gate"])
        }
    }

    /// Ends six processes at random moments, holders and waiters alike, and looks all the time.
    @Test(arguments: [UInt64(1), 2, 3])
    func killsAtRandomMomentsLeaveTheHostWhole(seed: UInt64) async throws {
        try await withTemporaryDirectory { root in
            var random = SplitMix64(seed: seed)
            let capacity = try capacity(root)
            var others: [OtherProcess] = []
            defer { others.forEach { $0.end() } }
            func add(_ number: Int) throws {
                let cpus = Int.random(in: 1...Self.places, using: &random)
                others.append(try start(root, cpus: cpus, hold: 5, "\(number)"))
            }
            for number in 0..<6 { try add(number) }
            for number in 6..<14 {
                for _ in 0..<Int.random(in: 1...30, using: &random) {
                    #expect(try await capacity.holdings().cpus <= Self.places)
                    try await Task.sleep(for: .milliseconds(2))
                }
                others.remove(at: Int.random(in: others.indices, using: &random)).end()
                try add(number)
            }
            // The living go on, and when they are gone nothing is in the way.
            for other in others { #expect(try await other.says("released")) }
            others.forEach { $0.end() }
            others = []
            await (try capacity.acquire(demand(Self.places))).release()
            #expect(try files(root) == ["gate"])
        }
    }

    /// Small ones that come and go would always leave too little for a large one.
    @Test func aLargeOneDoesNotStarveBesideSmallOnes() async throws {
        try await withTemporaryDirectory { root in
            let small = try (0..<4).map { try start(root, cpus: 1, hold: 30, "small\($0)") }
            defer { small.forEach { $0.end() } }
            for one in small { #expect(try await one.says("held")) }
            await (try capacity(root).acquire(demand(Self.places))).release()
            let before = small.map { $0.count(of: "released") }
            for (one, count) in zip(small, before) { #expect(try await one.says("released", times: count + 1)) }
        }
    }

    /// The first in line is a large one that waits; the next comes later and would fit, and goes second.
    @Test func whoCameFirstTakesFirst() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try capacity(root)
            let held = try await capacity.acquire(demand(1))
            let large = Task { try await capacity.acquire(demand(Self.places)) }
            while try await capacity.holdings().waiting.count < 1 { try await Task.sleep(for: .milliseconds(5)) }
            let small = Task { try await capacity.acquire(demand(1)) }
            while try await capacity.holdings().waiting.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await capacity.holdings().waiting.map(\.cpus) == [Self.places, 1])
            await held.release()
            let first = try await large.value
            #expect(try await capacity.holdings().waiting.map(\.cpus) == [1])
            await first.release()
            await (try small.value).release()
            #expect(try files(root) == ["gate"])
        }
    }

    @Test func aKilledWaiterKeepsNobodyBack() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try capacity(root)
            let held = try await capacity.acquire(demand(1))
            let waiter = try start(root, cpus: Self.places, "waiter")
            while try await capacity.holdings().waiting.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            waiter.end()
            await (try capacity.acquire(demand(1))).release()
            await held.release()
            #expect(try files(root) == ["gate"])
        }
    }

    @Test func whatIsNoLeaseCountsNothing() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try capacity(root)
            let leases = root + "/leases"
            // All of these are locked, as if by living processes.
            let garbage = ["", "no numbers at all\n", "4", "-3 1 x\n", "99999999999999999999 1 x\n"]
            var locks: [OtherProcess] = []
            defer { locks.forEach { $0.end() } }
            for (index, text) in garbage.enumerated() {
                let path = "\(leases)/lease-1-\(index)"
                try text.write(toFile: path, atomically: false, encoding: .utf8)
                let script = "echo held; exec sleep 600"
                locks.append(
                    try OtherProcess(
                        ["flock", "--no-fork", path, "sh", "-c", script], output: "\(root)/lock\(index).out"))
            }
            for lock in locks { #expect(try await lock.says("held")) }
            #expect(mkfifo(leases + "/lease-1-pipe", 0o644) == 0)
            #expect(symlink("/dev/zero", leases + "/lease-1-link") == 0)
            #expect(mkdir(leases + "/lease-1-directory", 0o755) == 0)
            try "4 1 x\n".write(toFile: leases + "/wait-x", atomically: false, encoding: .utf8)
            await (try capacity.acquire(demand(Self.places))).release()
        }
    }

    /// Somebody else's word is taken for at most one host.
    @Test func anImpossibleLeaseCountsAsTheWholeHost() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try capacity(root)
            let path = root + "/leases/lease-1-1"
            try "\(Int.max) \(Int64.max) x\n".write(toFile: path, atomically: false, encoding: .utf8)
            let other = try OtherProcess(
                ["flock", "--no-fork", path, "sh", "-c", "echo held; exec sleep 600"], output: root + "/o")
            defer { other.end() }
            #expect(try await other.says("held"))
            let holdings = try await capacity.holdings()
            #expect(holdings.cpus == Self.places && holdings.memory == .gibibytes(64))
        }
    }
}

/// Users who share a host, which only root can play.
@Suite(.enabled(if: geteuid() == 0), .timeLimit(.minutes(2))) struct SharedHostUserTests {
    private static let places = 4
    /// With the strictest umask there is.
    private static let nobody = [
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", #"umask 077; exec "$@""#, "sh",
    ]

    private func capacity(_ root: String) throws -> HostCapacity {
        try HostCapacity(directory: root + "/leases", cpus: Self.places, memory: .gibibytes(64), patience: .zero)
    }

    private func start(_ root: String, _ name: String, as wrapper: [String]) throws -> OtherProcess {
        // The build may lie where the other user cannot go.
        let program = root + "/lease-holder"
        if !FileManager.default.fileExists(atPath: program) {
            // Not by ourselves: while we have a program open for writing, a process that another test starts inherits
            // that for a moment, and the program is not run (execve(2), ETXTBSY).
            let copy = try OtherProcess(["cp", OtherProcess.built("lease-holder"), program], output: root + "/cp.out")
            try #require(copy.finish() == 0)
        }
        return try OtherProcess(
            wrapper + [program, root + "/leases", "\(Self.places)", "\(Self.places)", "0", "0"],
            output: "\(root)/\(name).out")
    }

    private let demand = Demand(cpus: 4, memory: .mebibytes(1), holder: "test")

    @Test(arguments: [true, false])
    func twoUsersShareWhoeverCameFirst(rootFirst: Bool) async throws {
        try await withTemporaryDirectory { root in
            chmod(root, 0o777)
            if rootFirst { _ = try capacity(root) }
            let user = try start(root, "user", as: Self.nobody)
            defer { user.end() }
            #expect(try await user.says("held"), "the other user cannot take a lease")
            let capacity = try capacity(root)
            #expect(try await capacity.holdings().cpus == Self.places, "root cannot read the user's lease")
            let waiting = Task { try await capacity.acquire(demand) }
            while try await capacity.holdings().waiting.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            user.end()
            await (try waiting.value).release()
        }
    }

    /// The user may read root's lease and no more, which is enough to see that it lives.
    @Test func anotherUsersLeaseCounts() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try capacity(root)
            let held = try await capacity.acquire(demand)
            let user = try start(root, "user", as: Self.nobody)
            defer { user.end() }
            while try await capacity.holdings().waiting.isEmpty, user.count(of: "held") == 0 {
                try #require(user.isRunning)
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(user.count(of: "held") == 0, "the user took what root holds")
            await held.release()
            #expect(try await user.says("held"))
        }
    }

    /// The user cannot remove root's files from the directory, and need not.
    @Test func anotherUsersStaleFilesKeepNobodyBack() async throws {
        try await withTemporaryDirectory { root in
            chmod(root, 0o777)
            let first = try start(root, "first", as: [])
            #expect(try await first.says("held"))
            let second = try start(root, "second", as: [])
            let capacity = try capacity(root)
            while try await capacity.holdings().waiting.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            second.end()
            first.end()
            let user = try start(root, "user", as: Self.nobody)
            defer { user.end() }
            #expect(try await user.says("held"), "a stale lease or ticket of root's is in the user's way")
            let names = try FileManager.default.contentsOfDirectory(atPath: root + "/leases")
            #expect(names.filter { $0.hasPrefix("lease-") }.count == 2)
        }
    }

    @Test func aDirectoryThatIsClosedToUsSaysWhatToDo() async throws {
        try await withTemporaryDirectory { root in
            chmod(root, 0o777)
            #expect(mkdir(root + "/leases", 0o755) == 0)
            let user = try start(root, "user", as: Self.nobody + ["sh", "-c", #""$@" 2>&1 || echo ended"#, "sh"])
            defer { user.end() }
            #expect(try await user.says("ended"))
            let text = try String(contentsOfFile: root + "/user.out", encoding: .utf8)
            #expect(text.contains("chmod 1777 \(root)/leases"))
        }
    }
}
