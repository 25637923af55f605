// SPDX-License-Identifier: Apache-2.0

/// Reports that an option of the kernel makes on purpose.
enum ExpectedOutput {
    /// CONFIG_MODULE_DEBUG_AUTOLOAD_DUPS with `module.enable_dups_trace=1` says each duplicate request by a WARN
    /// (kmod_dup_request_exists_wait in kernel/module/dups.c). The evidence counts them; they are no finding.
    static func isDuplicateRequest(_ line: LogLine) -> Bool {
        guard line.head.begins(with: "WARNING: "), line.head.holds("kernel/module/dups.c:") else { return false }
        return line.head.holds("kmod_dup_request_exists_wait+") || line.head.holds("kmod_dup_request_exists_wait (")
    }
}
