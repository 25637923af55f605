// SPDX-License-Identifier: Apache-2.0

import BootEvidence

/// Traces of real boots of 6.12.117, shortened, and what goes with them.
enum TracedBoot {
    static let probes = """
          helper_setup                                              26               0
          helper_exec                                               27               0
          request_end                                               26               0
          load_file                                                 21               0
          load_wait                                                 63               0

        """

    /// Four udev workers, cryptd and aesni_intel, one request of the crypto manager; on a kernel with idempotent loads.
    static let coldplug = """
                   <...>-1       [001] .N...     9.544067: helper_exec: (kernel_execve+0x0/0x130) path="/usr/lib/bootmatrix/init" module=(fault)
                   <...>-1       [001] .....     9.788500: sched_process_exec: filename=/usr/lib/bootmatrix/init pid=1 old_pid=1
           systemd-udevd-62      [000] .....    11.858786: sched_process_exec: filename=/usr/lib/systemd/systemd-udevd pid=62 old_pid=62
           (udev-worker)-87      [000] .....    35.113487: sys_finit_module(fd: 5, uargs: 7f831d5ebefd, flags: 0)
           (udev-worker)-87      [000] .....    35.113900: load_file: (init_module_from_file+0x0/0xe0) name="cryptd.ko" inode=0xffff888100735280
           (udev-worker)-66      [001] .....    35.116978: sys_finit_module(fd: 5, uargs: 7f831d5ebefd, flags: 0)
           (udev-worker)-66      [001] .....    35.117168: load_wait: (wait_for_completion_interruptible+0x0/0x30) inode=0xffff888100735280
           (udev-worker)-80      [002] .....    35.118036: sys_finit_module(fd: 5, uargs: 7f831d5ebefd, flags: 0)
           (udev-worker)-80      [002] .....    35.118062: load_wait: (wait_for_completion_interruptible+0x0/0x30) inode=0xffff888100735280
           (udev-worker)-87      [000] .....    35.349594: module_load: cryptd 
           (udev-worker)-87      [000] .N...    35.754833: sys_finit_module -> 0x0
           (udev-worker)-80      [002] .....    35.760518: sys_finit_module -> 0x0
           (udev-worker)-66      [001] .....    35.762379: sys_finit_module -> 0x0
           (udev-worker)-87      [001] .....    37.787324: sys_finit_module(fd: e, uargs: 7f831d5ebefd, flags: 0)
           (udev-worker)-87      [001] .....    37.787455: load_file: (init_module_from_file+0x0/0xe0) name="aesni-intel.ko" inode=0xffff888100772368
           (udev-worker)-87      [001] .....    38.792556: module_load: aesni_intel 
          cryptomgr_test-93      [002] .....    39.179278: module_request: crypto-cryptd(__ecb-aes-aesni) wait=1 call_site=arch_rethook_trampoline
          cryptomgr_test-93      [002] .....    39.179530: helper_setup: (call_usermodehelper_setup+0x0/0xa0) path="/sbin/modprobe" module="crypto-cryptd(__ecb-aes-aesni)"
                modprobe-94      [000] .....    39.551097: helper_exec: (kernel_execve+0x0/0x130) path="/sbin/modprobe" module="crypto-cryptd(__ecb-aes-aesni)"
                modprobe-94      [000] .....    39.625169: sched_process_exec: filename=/sbin/modprobe pid=94 old_pid=94
           (udev-worker)-87      [001] .....    41.124125: sys_finit_module -> 0x0
          cryptomgr_test-93      [002] .....    44.793695: request_end: (crypto_alg_mod_lookup+0x173/0x230 <- __request_module) result=256

        """

    /// Two processes that mount xfs at once, on a kernel with duplicate-request debugging and its log of one.
    static let storm = """
                   <...>-1       [001] .N...     1.544067: helper_exec: (kernel_execve+0x0/0x130) path="/usr/lib/bootmatrix/init" module=(fault)
                   mount-201     [001] .....    12.000001: module_request: fs-xfs wait=1 call_site=arch_rethook_trampoline
                   mount-201     [001] .....    12.000021: helper_setup: (call_usermodehelper_setup+0x0/0xa0) path="/sbin/modprobe" module="fs-xfs"
                   mount-202     [000] .....    12.000030: module_request: fs-xfs wait=1 call_site=arch_rethook_trampoline
                modprobe-203     [002] .....    12.100000: helper_exec: (kernel_execve+0x0/0x130) path="/sbin/modprobe" module="fs-xfs"
                modprobe-203     [002] .....    12.110000: sched_process_exec: filename=/sbin/modprobe pid=203 old_pid=203
                modprobe-203     [002] .....    12.200000: sys_finit_module(fd: 0, uargs: 55d8, flags: 0)
                modprobe-203     [002] .....    12.200100: load_file: (init_module_from_file+0x0/0xe0) name="xfs.ko" inode=0xffff888100735280
                modprobe-203     [002] .....    13.300000: module_load: xfs 
                modprobe-203     [002] .....    13.400000: sys_finit_module -> 0x0
                   mount-201     [001] .....    13.500000: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=0
                   mount-202     [000] .....    13.500100: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=0
                   mount-209     [000] .....    18.600100: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=-62

        """

    static let stormLog = """
        6,0,0,-;Linux version 6.12.117
        4,1,12000040,-;module: module-autoload: duplicate request for module fs-xfs
        4,2,18600040,-;request_module: modprobe fs-xfs cannot be processed, kmod busy with 50 threads for more than 5 seconds now

        """

    static func trace(_ lines: String, probes: String? = probes) -> ModuleTrace {
        let count = lines.split(separator: "\n").count
        return ModuleTrace(
            [UInt8]("# entries-in-buffer/entries-written: \(count)/\(count)   #P:4\n" + lines),
            stats: [UInt8]("0 \(count) 0 0 0\n"), probes: probes.map { [UInt8]($0) })
    }

    static func funnel(_ trace: ModuleTrace, log: String? = nil) -> Funnel {
        Funnel(LoaderActivity(trace), uevents: nil, log: log.map { KernelMessages([UInt8]($0)) }, bound: nil)
    }
}
