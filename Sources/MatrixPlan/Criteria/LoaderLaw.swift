// SPDX-License-Identifier: Apache-2.0

/// How the kernel's loader goes about duplicates, as its own counters (CONFIG_MODULE_STATS) show it in one boot. A kernel
/// whose counters have another shape is not the one that its definition says, or its loader is broken.
///
/// What holds in every reading, such as that the wasted bytes are the sum of their parts, is no criterion: each cell is
/// checked for it always.
public enum LoaderLaw: String, Codable, Hashable, Sendable, CaseIterable {
    /// No load failed that was not a duplicate, and none while its file was read or decompressed.
    case onlyDuplicates = "only-duplicates"
    /// Linux up to 6.3: a duplicate is noticed after the allocation only, so becoming = 0, and at 4 vCPUs and more some
    /// are (load_module without early_mod_check, kernel/module/main.c).
    case loader63 = "loader-6.3"
    /// Linux 6.4: early_mod_check notices most of them before the allocation (commit 064f4536d139), so
    /// becoming >= load, as soon as ten loads failed; fewer do not tell.
    case loader64 = "loader-6.4"
    /// Linux 6.5 and later: who asks for the same file at the same time waits for the first (idempotent_init_module,
    /// commit 9b9879fc0327), so load = 0, and becoming stays below the number of loaded modules.
    case loader65 = "loader-6.5"

    /// One line for documentation and messages.
    public var meaning: String {
        switch self {
        case .onlyDuplicates: "every failed load is a duplicate: kread = decompress = 0, and the table has all others"
        case .loader63: "Linux up to 6.3: becoming = 0, and from 4 vCPUs on load > 0"
        case .loader64: "Linux 6.4: becoming is at least load, told by 10 failed loads of a boot or more"
        case .loader65: "Linux 6.5 and later: load = 0, and becoming is at most the number of loaded modules"
        }
    }
}
