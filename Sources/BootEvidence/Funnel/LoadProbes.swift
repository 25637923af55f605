// SPDX-License-Identifier: Apache-2.0

/// What the probes of a boot tell of loads. Each probe may be absent, as on a kernel without its function, or may have
/// missed a hit; what rests on it is then unknown.
struct LoadProbes: Hashable, Sendable {
    /// `load_read` and `load_begin`: which calls read a file for themselves and how much, and which of them got as far
    /// as load_module().
    var tellSteps: Bool
    /// `load_undo`: which failed after the module's memory was allocated.
    var tellUndoes: Bool
    /// `load_signed` hid nothing. It is absent where the kernel checks no signatures (MODULE_SIG), and then cuts none off.
    var tellSignatures: Bool
    /// Whether the kernel cuts signatures off.
    var cutsSignatures: Bool

    /// - Parameter probes: nil when the guest did not say which there were.
    init(_ probes: TraceProbes?) {
        tellSteps = probes?.have("load_read", "load_begin") ?? false
        tellUndoes = probes?.have("load_undo") ?? false
        cutsSignatures = probes?.missed["load_signed"] != nil
        tellSignatures = probes.map { $0.missed["load_signed"] ?? 0 == 0 } ?? false
    }
}
