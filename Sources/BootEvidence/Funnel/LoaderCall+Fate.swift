// SPDX-License-Identifier: Apache-2.0

extension LoaderCall {
    /// How far a call got with a load of its own, by the steps at which the kernel counts failures
    /// (kernel/module/main.c). The steps are older than the counters (6.4), and so told of any kernel.
    enum Fate: Hashable, Sendable {
        /// The trace ended before the call did.
        case unfinished
        /// It loaded nothing for itself: it waited for another's load, or was refused before it read anything.
        case none
        case loaded
        /// The module's own init failed. The kernel counts that nowhere.
        case failedInit
        /// The file or the caller's memory could not be read.
        case kread
        case decompress
        /// Thrown away before the module's memory was allocated.
        case becoming
        /// Thrown away after it was.
        case load
        /// Thrown away, and no probe tells whether before or after.
        case thrownAway
        /// It failed, and no probe tells how far it got.
        case untold
    }

    /// EPERM, EBUSY and EEXIST (include/uapi/asm-generic/errno-base.h).
    private static let (notPermitted, busy, exists): (Int64, Int64, Int64) = (-1, -16, -17)
    /// MODULE_INIT_COMPRESSED_FILE (include/uapi/linux/module.h).
    private static let compressedFile: UInt64 = 4

    /// Whether it ended as a load of a module does that is there or being loaded: EEXIST, or EBUSY where the other one
    /// was gone by then (module_patient_check_exists, and before 6.4 add_unformed_module).
    var isRefusedAsDuplicate: Bool { result == Self.exists || result == Self.busy }

    /// Whether the kernel was asked to decompress the file; nil where the trace does not say.
    var isCompressed: Bool? { call == .initModule ? false : flags.map { $0 & Self.compressedFile != 0 } }

    func fate(_ probes: LoadProbes) -> Fate {
        guard let result else { return .unfinished }
        let failed = (-4095..<0).contains(result)
        if module != nil { return failed ? .failedInit : .loaded }
        guard failed else { return .none }
        guard probes.tellSteps else { return .untold }
        if call == .finitModule {
            guard let read else { return .none }
            if read < 0 { return .kread }
        }
        if isUndone { return .load }
        guard begun == nil else { return probes.tellUndoes ? .becoming : .thrownAway }
        if call == .finitModule { return isCompressed == true ? .decompress : .untold }
        // Of a call that may not load nothing was copied (may_init_module), of one whose image may not be read all was.
        return result == Self.notPermitted ? .untold : .kread
    }
}
