// SPDX-License-Identifier: Apache-2.0

public import BootEvidence

/// Which accelerator guests run under, and why.
public struct AcceleratorFinding: Hashable, Codable, Sendable {
    public var accelerator: Accelerator
    /// For people: one sentence without a full stop.
    public var reason: String
    /// What would make KVM work; nil under KVM, or where nobody knows.
    public var remedy: String?
    /// How fast guests boot under it here; nil before that was measured.
    public var pace: GuestPace?

    public init(accelerator: Accelerator, reason: String, remedy: String? = nil, pace: GuestPace? = nil) {
        self.accelerator = accelerator
        self.reason = reason
        self.remedy = remedy
        self.pace = pace
    }
}
