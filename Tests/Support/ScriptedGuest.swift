// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import Campaign
import Synchronization
import Vocabulary

/// A guest that says what a script says, at the same port at which real guests speak.
public final class ScriptedGuest: RunningGuest {
    public enum Step: Sendable {
        case event(GuestEvent)
        case wait(Duration)
        /// Looks until it is so.
        case until(@Sendable () -> Bool)
        /// The guest's streams end here.
        case close
    }

    public let description: GuestDescription
    public let events: AsyncStream<GuestEvent>
    private let ended = Mutex(0)
    private let feed: AsyncStream<GuestEvent>.Continuation
    private let script: Task<Void, Never>
    private let onEnd: @Sendable () -> Void

    /// Without `close` at its end the guest stays silent for ever.
    public init(_ steps: [Step], machine: MachineRecord = .scripted, onEnd: @escaping @Sendable () -> Void = {}) {
        description = GuestDescription(domainXML: "<domain/>", reproduce: "true", cmdline: "quiet", machine: machine)
        let (events, feed) = AsyncStream.makeStream(of: GuestEvent.self)
        self.events = events
        self.feed = feed
        self.onEnd = onEnd
        script = Task {
            for step in steps {
                switch step {
                case .event(let event): feed.yield(event)
                case .wait(let duration): try? await Task.sleep(for: duration)
                case .until(let isSo):
                    while !isSo(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(5)) }
                case .close: feed.finish()
                }
            }
        }
    }

    public var timesEnded: Int { ended.withLock(\.self) }

    public func type(_ bytes: [UInt8]) async {}

    public func end() async -> [String] {
        ended.withLock { $0 += 1 }
        script.cancel()
        feed.finish()
        onEnd()
        return []
    }
}

extension MachineRecord {
    public static let scripted = MachineRecord(
        accelerator: .tcg, reason: "scripted", connection: "test:///default", libvirt: "9.0.0", qemu: "7.2.0",
        machineType: "q35", cpuModel: "max", hostCPUs: 2)
}
