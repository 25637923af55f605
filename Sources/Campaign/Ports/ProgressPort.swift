// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import MatrixPlan

/// Something that a person who waits would want to know.
public enum ProgressEvent: Sendable {
    case note(String)
    /// A look begins that has `boots` to make; with those that later looks may want it is `atMost`.
    case lookStarted(Int, of: Int, boots: Int, atMost: Int)
    case kernelStarted(KernelName, steps: String)
    /// Objects done of objects expected; `expected` is nil when nobody knows.
    case kernelProgress(KernelName, done: Int, expected: Int?)
    case kernelReady(KernelName, cached: Bool, took: Duration)
    /// A kernel that came ready is in the cache; `what` names its package and version, or its file.
    case kernelTaken(KernelName, what: String, cached: Bool, took: Duration)
    case imageStarted(String)
    case imageReady(String, cached: Bool, took: Duration)
    case cellStarted(CellID)
    case cellReached(CellID, GuestStage)
    /// The evidence is sealed; the guest idles for `left` more seconds, of `total`, and then powers off. Told once a
    /// second.
    case cellHolding(CellID, left: Duration, total: Duration)
    case cellEnded(CellID, ExitCause, took: Duration)
    case failed(String)
}

/// Shows progress. Called from many places at once; must not block.
public protocol ProgressPort: Sendable {
    func report(_ event: ProgressEvent)
}
