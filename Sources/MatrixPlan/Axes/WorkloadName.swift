// SPDX-License-Identifier: Apache-2.0

/// What the guest does after its init started, such as `coldplug`; with `-hold` behind it, what it does after its
/// evidence is sealed too.
public struct WorkloadName: PlainName {
    public let rawValue: String
    public init(unchecked rawValue: String) { self.rawValue = rawValue }

    /// udev starts, every device's uevent is replayed, udev settles.
    public static let coldplug = WorkloadName(unchecked: "coldplug")
    /// Without udev: 48 processes, and threads of test_kmod, make the kernel ask for the same modules all at once.
    public static let requestStorm = WorkloadName(unchecked: "request-storm")

    /// A request for a module that was requested and unloaded more than a minute before.
    public static let requestAgain = WorkloadName(unchecked: "request-again")
    /// A coldplug boot, after which the modules of the CPUs are unloaded and their uevents replayed, ten times.
    public static let cpuReplay = WorkloadName(unchecked: "cpu-replay")

    /// Every name that a matrix may use.
    public static let known: [WorkloadName] = [
        .coldplug, .requestStorm, .coldplug.held, .requestStorm.held, .requestAgain, .cpuReplay,
    ]
}

extension WorkloadName {
    private static let heldSuffix = "-hold"

    /// The same work, after which the guest stays up for `hold` and then powers off.
    ///
    /// A workload of its own and not an axis: its cells have other names, so that criteria that say
    /// `workload: coldplug` do not pool a boot that was made for another purpose.
    public var held: WorkloadName {
        hold == nil ? WorkloadName(unchecked: rawValue + Self.heldSuffix) : self
    }

    /// The work itself, as the guest program knows it. What a workload must have done is asked of this.
    public var base: WorkloadName {
        hold == nil ? self : WorkloadName(unchecked: String(rawValue.dropLast(Self.heldSuffix.count)))
    }

    /// How long the guest stays up after its evidence is sealed, before it powers off; nil where the seal is the end.
    ///
    /// 70 s: kernel/module/dups.c drops an entry 60 s after its request was answered, by delayed work that must have
    /// run before the guest goes.
    public var hold: Duration? {
        rawValue.hasSuffix(Self.heldSuffix) ? .seconds(70) : nil
    }
}
