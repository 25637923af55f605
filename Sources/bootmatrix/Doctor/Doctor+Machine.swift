// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Glibc
import Guests
import Host
import MatrixPlan
import Reports
import Vocabulary

extension Doctor {
    /// A kernel's tree and its objects (docs/ARCHITECTURE.md, builds by source).
    private static let perSource = ByteCount.mebibytes(3_584)
    /// The root file system, the appliance while it works, and the disks.
    private static let image = ByteCount.gibibytes(2)
    /// A stored boot's evidence, generously.
    private static let perCell = ByteCount.mebibytes(2)

    func user() -> HostCheck {
        guard geteuid() != 0 else { return HostCheck("user", .good, "root: missing packages are installed by a run") }
        return HostCheck(
            "user", .good,
            "an ordinary user: enough once the packages are there; installing them needs root, "
                + "and KVM needs membership in the group of /dev/kvm")
    }

    func cpus(_ demands: Demands?) -> HostCheck {
        let count = HostFacts.cpus
        let text = "\(count) to use" + (demands.map { ", the widest guest has \($0.vcpus)" } ?? "")
        guard count < 2 else { return HostCheck("CPUs", .good, text) }
        return HostCheck(
            "CPUs", .lacking, text, remedy: "give this host a second CPU: with one, builds and boots take turns")
    }

    func memory(_ demands: Demands?) -> HostCheck {
        let total = HostFacts.memory
        let available = HostFacts.availableMemory
        let text = "\(total), \(available) available"
        guard let wanted = demands?.matrix.largestMemory else { return HostCheck("memory", .good, text) }
        guard wanted <= HostCapacity.memoryForGuests else {
            return HostCheck(
                "memory", .bad,
                "\(text); a guest wants \(wanted), and guests get at most \(HostCapacity.memoryForGuests)",
                remedy: "lower `memory:` in matrix.yaml")
        }
        // A guest touches what it uses, far less than it may have; but a host that is full swaps.
        guard available >= wanted else {
            return HostCheck("memory", .lacking, "\(text); a guest may take \(wanted)", remedy: "end other programs")
        }
        return HostCheck("memory", .good, text)
    }

    /// What is built already needs no more room.
    func disk(_ demands: Demands?) -> HostCheck {
        let files = FileManager.default
        func isEmpty(_ name: String) -> Bool {
            ((try? files.contentsOfDirectory(atPath: "\(directories.cache)/\(name)")) ?? []).isEmpty
        }
        var wanted = ByteCount.mebibytes(512)
        if isEmpty("builds") {
            wanted = wanted + ByteCount(Self.perSource.bytes * Int64(max(1, demands?.sources.count ?? 1)))
        }
        if isEmpty("images/base") { wanted = wanted + Self.image }
        let evidence = ByteCount(Self.perCell.bytes * Int64(demands?.cells ?? 0))
        let text =
            "\(Self.room(at: directories.cache)) free for the cache, \(Self.room(at: directories.state)) for runs"
        let lacksCache = Self.room(at: directories.cache) < wanted
        guard lacksCache || Self.room(at: directories.state) < evidence else { return HostCheck("disk", .good, text) }
        return HostCheck(
            "disk", .bad, "\(text); wanted: about \(wanted) and \(evidence)",
            remedy: "free disk space, or set \(lacksCache ? "BOOTMATRIX_CACHE" : "BOOTMATRIX_STATE") to another disk")
    }

    /// Free bytes where a directory is or would be.
    private static func room(at path: String) -> ByteCount {
        var place = URL(fileURLWithPath: path)
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" { place.deleteLastPathComponent() }
        return HostFacts.freeSpace(at: place.path) ?? ByteCount(0)
    }

    func places() -> [HostCheck] {
        let all = [
            ("cache", directories.cache), ("state", directories.state), ("runtime", directories.runtime),
            ("leases", directories.leases),
        ]
        return all.map { name, path in
            if let error = Directories.obstacle(to: path) { return HostCheck(name, .bad, error: error) }
            if name == "runtime", let error = RuntimeDirectory.obstacle(to: path) {
                return HostCheck(name, .bad, error: error)
            }
            return HostCheck(name, .good, path)
        }
    }

    func leases() -> HostCheck {
        let held = HostCapacity.held(in: directories.leases)
        guard !held.isEmpty else { return HostCheck("in use", .good, "nobody holds a part of this host") }
        let cpus = held.reduce(0) { $0 + $1.demand.cpus }
        let list = held.map {
            "\($0.demand.holder) (\($0.demand.cpus) CPUs, \($0.demand.memory), process \($0.process))"
        }
        return HostCheck(
            "in use", .good, "\(cpus) of \(HostCapacity.places) places: " + list.sorted().joined(separator: "; "))
    }
}
