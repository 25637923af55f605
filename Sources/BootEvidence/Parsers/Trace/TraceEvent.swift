// SPDX-License-Identifier: Apache-2.0

/// One line of the trace that has to do with modules.
public struct TraceEvent: Hashable, Sendable {
    /// A system call of the module loader.
    public enum Call: String, Codable, Sendable, CaseIterable {
        case finitModule = "sys_finit_module"
        case initModule = "sys_init_module"
        case deleteModule = "sys_delete_module"

        /// Whether it asks for a module to be loaded.
        public var loads: Bool { self != .deleteModule }
    }

    public enum Action: Hashable, Sendable {
        /// module:module_load: memory is allocated and symbols are resolved; the module's init is still to come.
        case load(module: String, taints: String)
        /// module:module_free: the module's memory is given back, also when its init failed.
        case free(module: String)
        /// module:module_request: the kernel wants user space to load something. Fires before duplicates are
        /// suppressed (`__request_module` in kernel/module/kmod.c).
        case request(name: String, waits: Bool, caller: String)
        /// `flags` are finit_module's, `length` is the size of the image that init_module was given, in bytes.
        case enter(Call, flags: UInt64? = nil, length: UInt64? = nil)
        /// Zero, or a negative errno.
        case exit(Call, result: Int64)
        /// sched:sched_process_exec: the task has become another program.
        case execute(path: String)
        /// Probe `helper_setup` on call_usermodehelper_setup, in the task that asks: the kernel wants a program of user
        /// space to be run. For modprobe `module` is the name that was requested; else whatever stands there.
        case helperSetup(path: String, module: String?)
        /// Probe `helper_exec` on kernel_execve, in the helper's own task, before it becomes that program.
        case helperStart(path: String, module: String?)
        /// Probe `request_end` on the return of __request_module: zero, modprobe's wait status, or a negative errno. The
        /// caller is the function that made the request; while this probe is there, `request` cannot tell it.
        case requestEnd(result: Int32, caller: String)
        /// Probe `load_file` on init_module_from_file: this call reads the file for itself. The inode tells files apart.
        case loadFile(name: String, inode: UInt64)
        /// Probe `load_wait` on wait_for_completion_interruptible. Inside of finit_module: this call waits for another's
        /// load of the file with that inode (idempotent_wait_for_completion in kernel/module/main.c).
        case loadWait(inode: UInt64)
        /// Probe `load_read` on the return of kernel_read_file: bytes of the file, or a negative errno. Firmware and the
        /// like are read by it as well.
        case loadRead(bytes: Int64)
        /// Probe `load_begin` on load_module: the image is in memory, decompressed; its length in bytes, a signature
        /// included.
        case loadBegin(length: UInt64)
        /// Probe `load_signed` on verify_pkcs7_signature: what is signed is so long; the signature is cut off.
        case loadSigned(length: UInt64)
        /// Probe `load_undo` on module_arch_freeing_init. Before the module's init: the load has failed after the
        /// module's memory was allocated (module_deallocate in kernel/module/main.c). After it nothing has failed. Nil
        /// where the module's name could not be read.
        case loadUndo(module: String?)
    }

    /// The task's command name as the trace has it: at most 15 bytes, `<...>` where it was forgotten.
    public var command: String
    public var pid: Int32
    public var cpu: Int
    /// Microseconds of the trace clock, which begins about when the kernel does.
    public var microseconds: UInt64
    public var action: Action

    /// Whether udev's daemon or one of its workers did it. (systemd 252 names workers `(udev-worker)`; older ones keep
    /// the daemon's name.)
    public var isUdev: Bool { Self.udevCommands.contains(command) }

    public static let udevCommands: Set<String> = ["(udev-worker)", "systemd-udevd", "udevd"]
}
