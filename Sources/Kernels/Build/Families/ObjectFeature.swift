// SPDX-License-Identifier: Apache-2.0

/// Something of a configuration that reaches every object.
struct ObjectFeature: Sendable {
    let word: String
    /// Symbols with the values that the project's own kernels have.
    let symbols: [(String, String)]

    private init(_ word: String, _ symbols: [String], usually value: String = "n") {
        self.word = word
        self.symbols = symbols.map { ($0, value) }
    }

    /// The most telling first: a directory is named after the first few.
    static let all: [ObjectFeature] = [
        ObjectFeature("kasan", ["KASAN", "KASAN_INLINE", "KASAN_STACK", "KASAN_VMALLOC", "KASAN_EXTRA_INFO"]),
        ObjectFeature(
            "kcsan", ["KCSAN", "KCSAN_WEAK_MEMORY", "KCSAN_IGNORE_ATOMICS", "KCSAN_ASSUME_PLAIN_WRITES_ATOMIC"]),
        ObjectFeature("kmsan", ["KMSAN"]),
        ObjectFeature("kcov", ["KCOV"]),
        ObjectFeature(
            "ubsan",
            [
                "UBSAN", "UBSAN_TRAP", "UBSAN_BOUNDS", "UBSAN_SHIFT", "UBSAN_DIV_ZERO", "UBSAN_UNREACHABLE",
                "UBSAN_SIGNED_WRAP", "UBSAN_BOOL", "UBSAN_ENUM", "UBSAN_ALIGNMENT",
            ]),
        ObjectFeature("gcov", ["GCOV_KERNEL", "GCOV_PROFILE_ALL"]),
        ObjectFeature(
            "lockdep",
            ["LOCKDEP", "PROVE_LOCKING", "PROVE_RAW_LOCK_NESTING", "DEBUG_LOCK_ALLOC", "LOCK_STAT", "TRACE_IRQFLAGS"]),
        ObjectFeature("rt", ["PREEMPT_RT"]),
        ObjectFeature(
            "preempt", ["PREEMPTION", "PREEMPT_DYNAMIC", "PREEMPT_COUNT", "PREEMPT_VOLUNTARY_BUILD", "PREEMPT_LAZY"]),
        ObjectFeature("lto", ["LTO_CLANG", "LTO_CLANG_FULL", "LTO_CLANG_THIN"]),
        ObjectFeature("cfi", ["CFI_CLANG", "SHADOW_CALL_STACK"]),
        ObjectFeature(
            "debug-info",
            [
                "DEBUG_INFO", "DEBUG_INFO_DWARF4", "DEBUG_INFO_DWARF5", "DEBUG_INFO_REDUCED", "DEBUG_INFO_SPLIT",
                "DEBUG_INFO_BTF", "DEBUG_INFO_COMPRESSED_ZLIB", "DEBUG_INFO_COMPRESSED_ZSTD",
            ]),
        ObjectFeature("ftrace", ["FUNCTION_TRACER", "DYNAMIC_FTRACE", "FTRACE_MCOUNT_RECORD"]),
        ObjectFeature("branch-profile", ["TRACE_BRANCH_PROFILING", "PROFILE_ALL_BRANCHES"]),
        ObjectFeature("size", ["CC_OPTIMIZE_FOR_SIZE"]),
        ObjectFeature("up", ["SMP"], usually: "y"),
        ObjectFeature("no-64bit", ["64BIT"], usually: "y"),
        ObjectFeature("cpus", ["NR_CPUS"], usually: "256"),
        ObjectFeature("hz", ["HZ"], usually: "100"),
        ObjectFeature("debug-spinlock", ["DEBUG_SPINLOCK"]),
        ObjectFeature("atomic-sleep", ["DEBUG_ATOMIC_SLEEP"]),
        ObjectFeature("frame-pointer", ["FRAME_POINTER"]),
        ObjectFeature("fortify", ["FORTIFY_SOURCE"]),
        ObjectFeature("init-pattern", ["INIT_STACK_ALL_PATTERN", "ZERO_CALL_USED_REGS"]),
        // The default of compilers that can, gcc 12 and clang 14 among them.
        ObjectFeature("init-stack", ["INIT_STACK_ALL_ZERO"], usually: "y"),
        ObjectFeature("plugins", ["GCC_PLUGINS", "RANDSTRUCT", "GCC_PLUGIN_STACKLEAK", "GCC_PLUGIN_STRUCTLEAK"]),
        ObjectFeature("stack-protector", ["STACKPROTECTOR", "STACKPROTECTOR_STRONG"], usually: "y"),
        ObjectFeature(
            "mitigations",
            [
                "MITIGATION_RETPOLINE", "MITIGATION_RETHUNK", "MITIGATION_SLS", "MITIGATION_CALL_DEPTH_TRACKING",
                "MITIGATION_PAGE_TABLE_ISOLATION", "CALL_PADDING", "X86_KERNEL_IBT", "RETPOLINE", "RETHUNK", "SLS",
                "PAGE_TABLE_ISOLATION",
            ]),
        ObjectFeature("jump-label", ["JUMP_LABEL"]),
        ObjectFeature("modversions", ["MODVERSIONS"]),
        ObjectFeature("werror", ["WERROR", "DEBUG_SECTION_MISMATCH"]),
        ObjectFeature("kaslr", ["RANDOMIZE_BASE"]),
        ObjectFeature("numa", ["NUMA"]),
        ObjectFeature("dynamic-debug", ["DYNAMIC_DEBUG_CORE"]),
        ObjectFeature("debug-list", ["DEBUG_LIST", "BUG_ON_DATA_CORRUPTION"]),
        ObjectFeature("bpf-jit", ["BPF_JIT"]),
        ObjectFeature("guests", ["XEN_PV", "AMD_MEM_ENCRYPT", "INTEL_TDX_GUEST", "X86_5LEVEL", "PARAVIRT_XXL"]),
        ObjectFeature("bare", ["PARAVIRT", "KPROBES", "TRACING", "DEBUG_BUGVERBOSE", "PRINTK"], usually: "y"),
        // What `core: on-panic` wants for debuggers; in a header that 1,233 objects include.
        ObjectFeature("core", ["VMCORE_INFO"]),
        ObjectFeature("frame-warn", ["FRAME_WARN"], usually: "2048"),
    ]
}
