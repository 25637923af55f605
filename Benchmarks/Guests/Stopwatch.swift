// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import BootEvidence
import Campaign
import MatrixPlan
import Synchronization
import Vocabulary

/// Stands between a campaign and two of its adapters, and notes when the first domain was asked for and when the last
/// attempt was stored.
final class Stopwatch: GuestPort, EvidencePort {
    private struct Times {
        var first: ContinuousClock.Instant?
        var last: ContinuousClock.Instant?
        var outcomes: [BootOutcome] = []
    }

    private let guests: any GuestPort
    private let evidence: any EvidencePort
    private let times = Mutex(Times())

    init(guests: any GuestPort, evidence: any EvidencePort) {
        self.guests = guests
        self.evidence = evidence
    }

    var outcomes: [BootOutcome] { times.withLock(\.outcomes) }

    func elapsed() throws -> Duration {
        try times.withLock { times in
            guard let first = times.first, let last = times.last else { throw BenchError("nothing was booted") }
            return first.duration(to: last)
        }
    }

    func start(_ spec: GuestSpec) async throws -> any RunningGuest {
        let now = ContinuousClock.now
        times.withLock { $0.first = $0.first ?? now }
        return try await guests.start(spec)
    }

    func scratch(for cell: CellID) async throws -> String { try await evidence.scratch(for: cell) }

    func room(for cell: CellID) async throws -> String { try await evidence.room(for: cell) }

    func store(_ outcome: BootOutcome) async throws -> ExitCause {
        let exit = try await evidence.store(outcome)
        let now = ContinuousClock.now
        times.withLock { times in
            times.last = now
            times.outcomes.append(outcome)
        }
        return exit
    }
}

/// A kernel and disks that are there already: making them is no part of a cell.
struct MadeBefore: KernelPort, ImagePort {
    let kernel: KernelArtifact
    let disks: GuestDisks
    func artifact(for kernel: KernelName) async throws -> KernelArtifact { self.kernel }
    func disks(for kernel: KernelArtifact) async throws -> GuestDisks { disks }
}

/// Tells of long work only.
struct QuietProgress: ProgressPort {
    func report(_ event: ProgressEvent) {
        switch event {
        case .note(let text), .failed(let text): say("  \(text)")
        case .kernelStarted(let name, _): say("  building kernel \(name)")
        case .lookStarted, .imageStarted, .kernelProgress, .kernelReady, .kernelTaken, .imageReady, .cellStarted,
            .cellReached,
            .cellHolding,
            .cellEnded:
            break
        }
    }
}

/// A measurement that cannot be made, and why.
struct BenchError: DiagnosableError {
    let what: String
    var remedy: String?
    var code: String { "not-measured" }
    var blame: Blame { .harness }
    var location: String? { nil }
    var cause: (any Error)? { nil }

    init(_ what: String, remedy: String? = nil) {
        self.what = what
        self.remedy = remedy
    }
}
