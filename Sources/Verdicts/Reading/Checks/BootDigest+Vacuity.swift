// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

extension BootDigest {
    /// Whether anything happened that could have been measured. A boot in which udev did nothing wastes nothing, and
    /// proves nothing.
    func vacuity() -> [CellReading.Problem] {
        guard isSealed else { return [] }
        var texts: [String] = []
        let vcpus = cell.coordinates.vcpus
        if let online = evidence.cpus?.online, online.count != vcpus {
            texts.append("\(online.count) of \(Names.count(vcpus, "vCPU")) are online")
        }
        if let workload = evidence.workload {
            let wanted = cell.coordinates.workload.base.rawValue
            if let name = workload.name, name != wanted {
                texts.append("the guest ran workload '\(SafeText.line(name, limit: 40))', not \(wanted)")
            }
        }
        if let hold = cell.coordinates.workload.hold, record.time(to: .held) == nil {
            texts.append("it was not held for \(hold.brief) and powered off")
        }
        var faults: [String] = []
        switch cell.coordinates.workload.base {
        case .coldplug:
            faults = udevsFaults()
            texts += coldplug(vcpus)
        case .cpuReplay:
            faults = udevsFaults() + replaysFaults()
            texts += coldplug(vcpus) + replays(vcpus)
        case .requestStorm: texts += requestStorm(of: WorkloadReport.stormRequests)
        case .requestAgain: texts += requestStorm(of: WorkloadReport.requestsAgain)
        default: break
        }
        return faults.map { problem(.workload, .workload, $0) } + texts.map { problem(.vacuity, .harness, $0) }
    }

    /// What of udev failed or did not come to its end.
    private func udevsFaults() -> [String] {
        guard let workload = evidence.workload else { return [] }
        var texts = ["trigger", "settle"].filter { workload.exits[$0] != 0 }.map {
            "\($0) ended with \(end(of: $0, workload))"
        }
        // The daemon is there to stay; one that ended well was told to.
        if workload.values["udevd.exit"] != "running", workload.exits["udevd"] != 0 {
            texts.append("udevd ended with \(end(of: "udevd", workload))")
        }
        return texts
    }

    private func coldplug(_ vcpus: Int) -> [String] {
        var texts: [String] = []
        if let uevents = evidence.uevents {
            let seen = uevents.cpus(.udev)
            if seen != vcpus {
                let lost = uevents.isWhole(.udev) ? "" : "; its messages may have been lost on the way"
                texts.append("udevd processed the uevents of \(seen) of \(Names.count(vcpus, "vCPU"))\(lost)")
            }
        }
        if let trace = evidence.trace, trace.loadsByUdev == 0 {
            let lost = trace.isWhole ? "" : "; the trace is not whole"
            texts.append("no module was loaded by a udev worker\(lost)")
        }
        return texts
    }

    /// The callers ran, and modprobe loaded something because the kernel had asked for it.
    private func requestStorm(of requests: [String]) -> [String] {
        var texts: [String] = []
        if let workload = evidence.workload {
            let askings = workload.askings
            let missing = Set(requests).subtracting(askings.map(\.request)).sorted()
            if !missing.isEmpty {
                texts.append("the guest does not say who asked for \(Names.list(missing, limit: 6))")
            }
            texts += askings.filter { $0.callers < 2 }.map {
                "\(SafeText.line($0.request, limit: 60)) was asked for by \(Names.count($0.callers, "caller"))"
            }
        }
        if let trace = evidence.trace {
            let lost = trace.isWhole ? "" : "; the trace is not whole"
            if trace.requestCount == 0 { texts.append("the kernel requested no module\(lost)") }
            if trace.loadsByCommand["modprobe"] == nil { texts.append("no module was loaded by modprobe\(lost)") }
        }
        return texts
    }

    private func end(of part: String, _ workload: WorkloadReport) -> String {
        workload.values["\(part).exit"].map { "'\(SafeText.line($0, limit: 20))'" } ?? "no word"
    }
}
