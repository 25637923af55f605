// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import MatrixPlan
public import Vocabulary

/// Everything that a guest is made from.
public struct GuestSpec: Hashable, Codable, Sendable {
    /// The libvirt domain: letters, digits, `.`, `-` and `_`; unique on the host.
    public var domain: String
    public var cell: CellID
    public var vcpus: Int
    public var memory: ByteCount
    public var kernel: KernelArtifact
    public var disks: GuestDisks
    /// The matrix's words for the kernel command line; the adapter adds those that the machine needs.
    public var cmdline: [String]
    public var workload: WorkloadName
    /// Where the overlay and other files of this guest go; exists, and is removed by the caller after the end.
    public var scratch: String
    /// Whether its memory may be wanted: the hypervisor then lets the kernel say where things are in it.
    public var keepsCore: Bool

    public init(
        domain: String, cell: CellID, vcpus: Int, memory: ByteCount, kernel: KernelArtifact, disks: GuestDisks,
        cmdline: [String], workload: WorkloadName, scratch: String, keepsCore: Bool = false
    ) {
        self.domain = domain
        self.cell = cell
        self.vcpus = vcpus
        self.memory = memory
        self.kernel = kernel
        self.disks = disks
        self.cmdline = cmdline
        self.workload = workload
        self.scratch = scratch
        self.keepsCore = keepsCore
    }
}

/// What a running guest tells us, in order. Bytes are untrusted.
public enum GuestEvent: Sendable, Hashable {
    case console([UInt8])
    case evidence([UInt8])
    /// pvpanic: libvirt's CRASHED event. The guest is paused, its console may still drain.
    case panicked
    /// The guest powered off.
    case poweredOff
    /// The guest reset itself (`on_reboot` is destroy).
    case rebooted
    /// QEMU is gone for another reason; its own last words.
    case hypervisorGone(String)
    /// libvirt or a stream is lost, the guest may live.
    case connectionLost(String)
    /// The adapter stopped reading `console` or `evidence` at its bound.
    case overSize(String)
}

/// What a guest is known by from outside, fixed once it is created.
public struct GuestDescription: Sendable, Hashable {
    public var domainXML: String
    /// A shell command line that boots the same guest with plain QEMU.
    public var reproduce: String
    /// The whole kernel command line.
    public var cmdline: String
    public var machine: MachineRecord

    public init(domainXML: String, reproduce: String, cmdline: String, machine: MachineRecord) {
        self.domainXML = domainXML
        self.reproduce = reproduce
        self.cmdline = cmdline
        self.machine = machine
    }
}

/// Starts guests.
public protocol GuestPort: Sendable {
    /// The guest's processors run when this returns; its streams were open before its first instruction.
    /// - Throws: a `DiagnosableError`; nothing is left behind then.
    func start(_ spec: GuestSpec) async throws -> any RunningGuest
}

/// One guest. `end` may be called from every state, any number of times.
public protocol RunningGuest: Sendable {
    var description: GuestDescription { get }
    /// Ends after the guest is gone or `end` was called. One consumer.
    var events: AsyncStream<GuestEvent> { get }
    /// Types bytes into the console, such as a sysrq.
    func type(_ bytes: [UInt8]) async
    /// What its process does now; nil where the host cannot tell. Asked now and then while nothing is heard.
    func vitals() async -> GuestVitals?
    /// What it says from now on, to whoever asks after `events` was given up; nil where it cannot be heard any more.
    func listen() async -> AsyncStream<GuestEvent>?
    /// A break on the serial line and then a key, which the kernel takes for a sysrq.
    func pressSystemRequest(_ key: UInt8) async throws
    /// Sends it a non-maskable interrupt.
    func interrupt() async throws
    /// Lets one that stands still since its panic go on to its end.
    func goOn() async throws
    /// Writes its memory to an ELF file. The guest must stand still.
    /// - Parameter path: a file that is not there yet, on a disk of this host.
    /// - Throws: nothing is left at the path then.
    func dumpMemory(to path: String) async throws -> PostMortemRecord.Core
    /// Stops the guest for good and keeps its disk past `end`; nil when the guest never wrote to it.
    func keepDisk() async throws -> DeadDisk?
    /// The teardown ladder: destroy, undefine, close streams, remove files. Returns when nothing is left; never throws,
    /// reports what it could not remove.
    func end() async -> [String]
}

extension RunningGuest {
    public func vitals() async -> GuestVitals? { nil }
}
