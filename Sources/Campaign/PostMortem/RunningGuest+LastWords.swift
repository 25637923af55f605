// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import Vocabulary

/// What can be asked of a guest that is about to be ended. One that can do none of it says so.
extension RunningGuest {
    public func listen() async -> AsyncStream<GuestEvent>? { nil }
    public func pressSystemRequest(_ key: UInt8) async throws { throw NotPossible() }
    public func interrupt() async throws { throw NotPossible() }
    public func goOn() async throws { throw NotPossible() }
    public func dumpMemory(to path: String) async throws -> PostMortemRecord.Core { throw NotPossible() }
    public func keepDisk() async throws -> DeadDisk? { nil }
}

/// The guest's hypervisor has no such thing.
public struct NotPossible: DiagnosableError {
    public var code: String { "not-possible" }
    public var blame: Blame { .harness }
    public var what: String { "this guest cannot do it" }
    public var location: String? { nil }
    public var remedy: String? { nil }
    public var cause: (any Error)? { nil }
    public init() {}
}
