// SPDX-License-Identifier: Apache-2.0

/// How far a guest got; each stage implies those before it.
public enum GuestStage: String, Codable, Sendable, CaseIterable, Comparable {
    /// Created, nothing heard.
    case firmware
    /// The kernel printed.
    case kernel
    /// The guest's init said hello.
    case `init`
    /// udevd is up.
    case udev
    /// The workload runs.
    case workload
    /// The workload is over and udev has settled.
    case settled
    /// Evidence is complete, the seal is still to come.
    case collected
    /// The seal was read.
    case sealed
    /// The hold after the seal is over, and the kernel was asked to power off. Only where the workload holds.
    case held

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    public static func < (left: GuestStage, right: GuestStage) -> Bool { left.order < right.order }
}
