// SPDX-License-Identifier: Apache-2.0

/// `{"sealed":{}}`, `{"overSize":{"_0":"console"}}`, `{"hung":{"hang":"kernel","stage":"udev"}}`: as the compiler would
/// write it, by hand because of what earlier versions stored.
extension ExitCause: Codable {
    private enum Case: String, CodingKey {
        case sealed, panicked, rebooted, poweredOff, shutdownStuck, hung, overSize, brokenStream, guestProgramBroke
        case noRoot, hypervisorStopped, hypervisorGone, connectionLost, notStarted, filesChanged, interrupted
        /// Written until hangs had classes.
        case noProgress, overTime
    }

    private enum Part: String, CodingKey {
        case words = "_0"
        case hang, stage
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Case.self)
        guard let key = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not exactly one known cause"))
        }
        let parts = try container.nestedContainer(keyedBy: Part.self, forKey: key)
        func words() throws -> String { try parts.decode(String.self, forKey: .words) }
        func stage() throws -> GuestStage { try parts.decode(GuestStage.self, forKey: .stage) }
        switch key {
        case .sealed: self = .sealed
        case .panicked: self = .panicked
        case .rebooted: self = .rebooted
        case .poweredOff: self = .poweredOff
        case .shutdownStuck: self = .shutdownStuck
        case .hung: self = .hung(try parts.decode(Hang.self, forKey: .hang), stage: try stage())
        case .overSize: self = .overSize(try words())
        case .brokenStream: self = .brokenStream(try words())
        case .guestProgramBroke: self = .guestProgramBroke(try words())
        case .noRoot: self = .noRoot(try words())
        case .hypervisorStopped: self = .hypervisorStopped
        case .hypervisorGone: self = .hypervisorGone(try words())
        case .connectionLost: self = .connectionLost(try words())
        case .notStarted: self = .notStarted(try words())
        case .filesChanged: self = .filesChanged(try words())
        case .interrupted: self = .interrupted
        case .noProgress:
            let stage = try stage()
            self = .hung(Hang(silentAt: stage), stage: stage)
        case .overTime: self = .hung(.livelock, stage: try stage())
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Case.self)
        func put(_ key: Case, _ words: String? = nil) throws {
            var parts = container.nestedContainer(keyedBy: Part.self, forKey: key)
            try parts.encodeIfPresent(words, forKey: .words)
        }
        switch self {
        case .sealed: try put(.sealed)
        case .panicked: try put(.panicked)
        case .rebooted: try put(.rebooted)
        case .poweredOff: try put(.poweredOff)
        case .shutdownStuck: try put(.shutdownStuck)
        case .hung(let hang, let stage):
            var parts = container.nestedContainer(keyedBy: Part.self, forKey: .hung)
            try parts.encode(hang, forKey: .hang)
            try parts.encode(stage, forKey: .stage)
        case .overSize(let words): try put(.overSize, words)
        case .brokenStream(let words): try put(.brokenStream, words)
        case .guestProgramBroke(let words): try put(.guestProgramBroke, words)
        case .noRoot(let words): try put(.noRoot, words)
        case .hypervisorStopped: try put(.hypervisorStopped)
        case .hypervisorGone(let words): try put(.hypervisorGone, words)
        case .connectionLost(let words): try put(.connectionLost, words)
        case .notStarted(let words): try put(.notStarted, words)
        case .filesChanged(let words): try put(.filesChanged, words)
        case .interrupted: try put(.interrupted)
        }
    }
}

extension Hang {
    /// What silence at a stage is, where nothing else is known.
    public init(silentAt stage: GuestStage) {
        switch stage {
        case .firmware: self = .noOutput
        // After the seal the program sleeps for its hold and asks for the power-off: only the kernel can fail it.
        case .kernel, .sealed, .held: self = .kernel
        case .`init`, .udev, .workload, .settled, .collected: self = .userspace
        }
    }
}
