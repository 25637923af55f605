// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Glibc
import Guests
import Host
import Reports
import Vocabulary

extension Doctor {
    /// Opens an embedded libvirt as a run does, and boots a kernel under KVM as far as it comes.
    func virtualisation() async throws -> [HostCheck] {
        let runtime = directories.runtime
        let wasThere = FileManager.default.fileExists(atPath: runtime)
        defer { if !wasThere { RuntimeDirectory.removeIfUnused(runtime) } }
        // What libvirt finds out about QEMU is worth keeping; but a cache is not made for it here.
        let hasCache = FileManager.default.fileExists(atPath: directories.cache + "/libvirt")
        let kept = hasCache ? directories.cache + "/libvirt" : "/nonexistent"
        let connection: LibvirtConnection
        do {
            connection = try await LibvirtConnection.open(.embedded(runtime: runtime, cache: kept))
        } catch {
            return [HostCheck("libvirt", .bad, error: error)]
        }
        var checks: [HostCheck] = []
        do {
            let facts = try await connection.hypervisor()
            checks.append(
                HostCheck(
                    "libvirt", .good,
                    "\(connection.name) with libvirt \(facts.libvirt) and QEMU \(facts.qemu), "
                        + "\(facts.machineType) with up to \(facts.maximumCPUs) CPUs"))
            checks += try await accelerator(connection, facts)
        } catch let error as GuestError {
            checks.append(HostCheck("libvirt", .bad, error: error))
        } catch {
            _ = await connection.close()
            throw error
        }
        let left = await connection.close()
        checks += left.map { HostCheck("left over", .lacking, $0, remedy: "remove it") }
        return checks
    }

    private func accelerator(_ connection: LibvirtConnection, _ facts: HypervisorFacts) async throws -> [HostCheck] {
        guard let kernel = Self.kernel(in: directories.cache) else {
            return [
                HostCheck(
                    "accelerator", .lacking, "not known: there is no kernel yet to try KVM with",
                    remedy: "ask again after the first `bootmatrix run` has built a kernel")
            ]
        }
        // Nobody prunes it while it is booted; but it is no use that keeps it longer.
        _ = try await Shelf.hold(entryOf: kernel, isUse: false)
        // Without what an earlier probe found: this is asked when something has changed.
        let probe = AcceleratorProbe(on: connection, hypervisor: facts, cacheFile: nil)
        let finding = try await probe.finding(kernel: kernel, limit: .seconds(10))
        return [
            HostCheck(
                "accelerator", finding.accelerator == .kvm ? .good : .lacking,
                "\(finding.accelerator.rawValue): \(finding.reason)",
                remedy: finding.remedy)
        ] + (finding.pace.map { [Self.pace($0, finding.accelerator)] } ?? [])
    }

    /// How fast guests boot, and what that does to the deadlines.
    private static func pace(_ pace: GuestPace, _ accelerator: Accelerator) -> HostCheck {
        guard let took = pace.took else {
            return HostCheck(
                "pace", .lacking,
                "a guest did not come to the end of its boot under \(accelerator.rawValue) within a minute",
                remedy: "ask again when the host is less busy; until then deadlines are those of a quick host")
        }
        let ran = pace.ran.map { " (\($0.brief) of CPU time)" } ?? ""
        return HostCheck(
            "pace", .good,
            "a guest boots in \(took.brief)\(ran); deadlines are \(Self.text(pace.factor(accelerator))) times the standard"
        )
    }

    private static func text(_ factor: Double) -> String { "\(factor)" }

    /// A kernel to probe with: the newest of ours, or else one of the host's that we may read.
    private static func kernel(in cache: String) -> String? {
        func modified(_ path: String) -> Int? {
            var info = stat()
            return stat(path, &info) == 0 && access(path, R_OK) == 0 ? info.st_mtim.tv_sec : nil
        }
        func newest(_ paths: [String]) -> String? {
            paths.compactMap { path in modified(path).map { (path, $0) } }.max { $0.1 < $1.1 }?.0
        }
        func names(_ directory: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter { !$0.hasPrefix(".") }
        }
        return newest(names(cache + "/kernels").map { "\(cache)/kernels/\($0)/bzImage" })
            ?? newest(names("/boot").filter { $0.hasPrefix("vmlinuz") }.map { "/boot/\($0)" })
    }
}
