// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import Campaign
public import MatrixPlan
import Synchronization
public import Vocabulary

/// Every port of a campaign, played in memory, and what was asked of it.
public final class FakePorts: KernelPort, ImagePort, GuestPort, CapacityPort, EvidencePort, ProgressPort {
    public struct Log: Sendable {
        /// Kernels in the order in which they were asked for.
        public var asked: [KernelName] = []
        public var booted: [String] = []
        public var stored: [BootOutcome] = []
        public var running = 0
        public var mostRunning = 0
        public var leases = 0
        /// Leases whose CPU places were given back early, and how many there were at most.
        public var idle = 0
        public var mostIdle = 0
        /// CPU places in use, at most.
        public var cpus = 0
        public var mostCPUs = 0
        public var progress: [ProgressEvent] = []
        public var guests: [ScriptedGuest] = []
    }

    public struct Refusal: DiagnosableError {
        public var code: String { "refused" }
        public var blame: Blame
        public var what: String { "the script says so" }
        public var location: String? { nil }
        public var remedy: String? { nil }
        public var cause: (any Error)? { nil }
        public init(_ blame: Blame) { self.blame = blame }
    }

    private let log = Mutex(Log())
    private let script: @Sendable (GuestSpec, _ boot: Int) throws -> [ScriptedGuest.Step]
    private let refusedKernels: [KernelName: Blame]
    private let machine: MachineRecord
    private let startTakes: Duration

    /// - Parameters:
    ///   - startTakes: from the wish for a guest to the guest.
    ///   - script: the steps of the n-th boot (from 1) of a cell; throws when it cannot be started.
    public init(
        refusing refusedKernels: [KernelName: Blame] = [:], machine: MachineRecord = .scripted,
        startTakes: Duration = .zero,
        script: @escaping @Sendable (GuestSpec, _ boot: Int) throws -> [ScriptedGuest.Step]
    ) {
        self.refusedKernels = refusedKernels
        self.machine = machine
        self.startTakes = startTakes
        self.script = script
    }

    public var state: Log { log.withLock(\.self) }

    public var ports: Campaign.Ports {
        Campaign.Ports(
            kernels: self, images: self, guests: self, capacity: self, evidence: self, progress: self, load: { 0.5 })
    }

    public func artifact(for kernel: KernelName) async throws -> KernelArtifact {
        log.withLock { $0.asked.append(kernel) }
        if let blame = refusedKernels[kernel] { throw Refusal(blame) }
        let identity = KernelIdentity(release: "6.12", kernel: BuildID(bytes: [1, 2]), modules: [:])
        return KernelArtifact(
            name: kernel, key: "key-\(kernel)", bzImage: "/none", modulesRoot: "/none", identity: identity,
            ticksPerSecond: 100)
    }

    public func disks(for kernel: KernelArtifact) async throws -> GuestDisks {
        GuestDisks(imageKey: "image", base: "/none", modules: "/none")
    }

    public func start(_ spec: GuestSpec) async throws -> any RunningGuest {
        try await Task.sleep(for: startTakes)
        // Before the script, which may let another guest end that waited for this one to run.
        let boot = log.withLock { log in
            log.booted.append(spec.cell.text)
            log.running += 1
            log.mostRunning = max(log.mostRunning, log.running)
            return log.booted.filter { $0 == spec.cell.text }.count
        }
        let gone: @Sendable () -> Void = { [self] in log.withLock { $0.running -= 1 } }
        let steps: [ScriptedGuest.Step]
        do {
            steps = try script(spec, boot)
        } catch {
            gone()
            throw error
        }
        let guest = ScriptedGuest(steps, machine: machine, onEnd: gone)
        log.withLock { $0.guests.append(guest) }
        return guest
    }

    public func acquire(_ demand: Demand) async throws -> any CapacityLease {
        log.withLock { log in
            log.leases += 1
            log.cpus += demand.cpus
            log.mostCPUs = max(log.mostCPUs, log.cpus)
        }
        return Lease(ports: self, cpus: demand.cpus)
    }

    public func scratch(for cell: CellID) async throws -> String { "/none" }
    public func room(for cell: CellID) async throws -> String { "/none/core" }
    public func store(_ outcome: BootOutcome) async throws -> ExitCause {
        log.withLock { $0.stored.append(outcome) }
        return outcome.record.exit
    }
    public func report(_ event: ProgressEvent) { log.withLock { $0.progress.append(event) } }

    private final class Lease: CapacityLease {
        private let ports: FakePorts
        private let cpus: Int
        private enum State { case busy, idle, released }
        private let state = Mutex(State.busy)

        init(ports: FakePorts, cpus: Int) {
            self.ports = ports
            self.cpus = cpus
        }

        func releaseCPUs() async {
            let isFirst = state.withLock { state in
                defer { if state == .busy { state = .idle } }
                return state == .busy
            }
            guard isFirst else { return }
            ports.log.withLock { log in
                log.cpus -= cpus
                log.idle += 1
                log.mostIdle = max(log.mostIdle, log.idle)
            }
        }

        func release() async {
            let wasIdle = state.withLock { state in
                defer { state = .released }
                return state == .idle
            }
            ports.log.withLock { log in
                log.leases -= 1
                if wasIdle { log.idle -= 1 } else { log.cpus -= cpus }
            }
        }
    }
}
