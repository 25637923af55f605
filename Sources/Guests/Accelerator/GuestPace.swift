// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import Vocabulary

/// How long a probing guest took on this host from its first instruction to the end of its boot, where it misses its disk.
public struct GuestPace: Hashable, Codable, Sendable {
    /// On the wall clock; nil where it did not get there.
    public var nanoseconds: Int64?
    /// CPU time of its virtual CPUs; nil where the host does not tell.
    public var cpuNanoseconds: Int64?
    /// The host's one-minute load average before it, for each CPU.
    public var load: Double
    /// Of the kernel's image.
    public var kernel: ByteCount

    public init(took: Duration?, ran: Duration?, load: Double, kernel: ByteCount) {
        nanoseconds = took?.inNanoseconds
        cpuNanoseconds = ran?.inNanoseconds
        self.load = load
        self.kernel = kernel
    }

    public var took: Duration? { nanoseconds.map { .nanoseconds($0) } }
    public var ran: Duration? { cpuNanoseconds.map { .nanoseconds($0) } }

    /// What the host took on which `Deadlines.standard` was measured, with 4 vCPUs on two CPUs. Under TCG it is the image
    /// and what comes out of it: 1.2 to 2.1 s of CPU time for seven kernels of ours of 4 to 5 MiB, 3.1 to 3.8 s for
    /// Debian's 6.1 of 13.5 MiB. KVM could not be measured there; a working one needs 1 to 2 s.
    static func reference(_ accelerator: Accelerator, kernel: ByteCount) -> (took: Duration, ran: Duration) {
        guard accelerator == .tcg else { return (.milliseconds(2000), .milliseconds(2000)) }
        let mebibytes = Double(kernel.bytes) / 1_048_576
        let ran = Duration.milliseconds(800 + Int(190 * min(max(mebibytes, 1), 256)))
        return (ran * 3 / 2, ran)
    }

    /// Deadlines are never shorter than the standard: a fast host waits a little longer for a dead guest than it must, and
    /// a probe that was lucky makes no kernel look hung. Nor longer than eight times that, whatever a probe that had to
    /// share its host says.
    static let bounds = 1.0...8.0

    /// How many times slower than the host of reference. By CPU time, which a busy host does not change; on a quiet one
    /// by the wall clock as well, which shows what CPU time does not: a hypervisor below that takes the CPU away.
    public func factor(_ accelerator: Accelerator) -> Double {
        let reference = Self.reference(accelerator, kernel: kernel)
        var ratios: [Double] = []
        if let ran { ratios.append(ran / reference.ran) }
        if let took, load < 0.75 || ratios.isEmpty { ratios.append(took / reference.took) }
        let slowest = ratios.max() ?? 1
        // In tenths, so that equal hosts are equal in a report.
        let rounded = (slowest * 10).rounded() / 10
        return min(max(rounded, Self.bounds.lowerBound), Self.bounds.upperBound)
    }
}
