// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What the host knows of one boot; stored as `boot.json` beside the guest's evidence.
public struct BootRecord: Codable, Sendable, Hashable {
    public static let currentVersion = 1

    public var version: Int
    /// The CellID's text.
    public var cell: String
    /// Counted from 1; a retry is recorded beside the first attempt.
    public var attempt: Int
    public var exit: ExitCause
    /// The farthest stage that was reached.
    public var stage: GuestStage
    public var machine: MachineRecord
    public var vcpus: Int
    public var memory: ByteCount
    public var cmdline: String
    /// What was built for this cell, to be held against what ran.
    public var expected: KernelIdentity
    /// The content keys of the kernel and of the image.
    public var kernelKey: String
    public var imageKey: String
    /// What the kernel is once it is loaded; nil where that is not known.
    public var binary: KernelBinary?
    /// When each stage was first seen, in nanoseconds of the host's monotonic clock since domain creation.
    public var reached: [GuestStage: Int64]
    /// The host's one-minute load average before the boot.
    public var loadBefore: Double
    /// What else the host did meanwhile; nil where there was no guest, and in boots of before this was kept.
    public var host: HostNoise?
    /// Set where the boot asks whether an earlier attempt's stall comes again when the guest has the host to itself.
    public var rerun: LoneRerun?
    /// Of a panic: whether pvpanic told of it; else its words on the console and the reset that followed did. Nil for other
    /// ends, and in boots of before this was kept.
    public var panicWasTold: Bool?
    /// Nil where the guest ended well, and in boots of before there was any.
    public var postMortem: PostMortemRecord?

    public init(
        cell: String, attempt: Int, exit: ExitCause, stage: GuestStage, machine: MachineRecord, vcpus: Int,
        memory: ByteCount, cmdline: String, expected: KernelIdentity, kernelKey: String, imageKey: String,
        reached: [GuestStage: Int64], loadBefore: Double, binary: KernelBinary? = nil,
        rerun: LoneRerun? = nil, postMortem: PostMortemRecord? = nil
    ) {
        version = Self.currentVersion
        self.cell = cell
        self.attempt = attempt
        self.exit = exit
        self.stage = stage
        self.machine = machine
        self.vcpus = vcpus
        self.memory = memory
        self.cmdline = cmdline
        self.expected = expected
        self.kernelKey = kernelKey
        self.imageKey = imageKey
        self.reached = reached
        self.loadBefore = loadBefore
        self.binary = binary
        self.rerun = rerun
        self.postMortem = postMortem
    }

    /// Time from domain creation to a stage; nil when it was not reached.
    public func time(to stage: GuestStage) -> Duration? {
        reached[stage].map { .nanoseconds($0) }
    }
}

extension GuestStage: CodingKeyRepresentable {}
