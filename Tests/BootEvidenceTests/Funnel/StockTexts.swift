// SPDX-License-Identifier: Apache-2.0

import BootEvidence

/// Traces of Debian's stock kernels, shortened: twelve programs load the module dummy at once. Their modules are signed.
enum StockBoot {
    /// 6.1 lacks init_module_from_file, waits for nobody, and says so of every function that is not there.
    static let probesBefore64 = """
          helper_setup                                               6               0
          helper_exec                                                7               0
          request_end                                                8               0
          load_wait                                                  0               0
          load_read                                                  3               0
          load_begin                                                 3               0
          load_signed                                                3               0
          load_undo                                                  3               0

        """

    static let before64 = """
                init-102     [003] ...1.     3.366213: sys_finit_module(fd: 5, uargs: 491b3d, flags: 0)
                init-102     [003] .....     3.366925: load_read: (kernel_read_file_from_fd+0x56/0xa0 <- kernel_read_file) bytes=17497
                init-102     [003] .....     3.366985: load_begin: (load_module+0x0/0x21a0) length=17497
                init-102     [003] .....     3.367123: load_signed: (verify_pkcs7_signature+0x0/0x80) length=16776
                init-99      [000] ...1.     3.369030: sys_finit_module(fd: 5, uargs: 491b3d, flags: 0)
                init-99      [000] .....     3.369145: load_read: (kernel_read_file_from_fd+0x56/0xa0 <- kernel_read_file) bytes=17497
                init-99      [000] .....     3.369150: load_begin: (load_module+0x0/0x21a0) length=17497
                init-99      [000] .....     3.369154: load_signed: (verify_pkcs7_signature+0x0/0x80) length=16776
                init-107     [000] ...1.     3.398857: sys_finit_module(fd: 5, uargs: 491b3d, flags: 0)
                init-107     [000] .....     3.398944: load_read: (kernel_read_file_from_fd+0x56/0xa0 <- kernel_read_file) bytes=17497
                init-107     [000] .....     3.398947: load_begin: (load_module+0x0/0x21a0) length=17497
                init-107     [000] .....     3.398950: load_signed: (verify_pkcs7_signature+0x0/0x80) length=16776
                init-99      [000] .....     3.568402: module_load: dummy 
                init-99      [000] .....     3.578357: load_undo: (module_arch_freeing_init+0x0/0x10) module="dummy"
                init-99      [000] .N.1.     3.608490: sys_finit_module -> 0x0
                init-107     [000] .....     3.608866: load_undo: (module_arch_freeing_init+0x0/0x10) module="dummy"
                init-102     [003] .....     3.752201: load_undo: (module_arch_freeing_init+0x0/0x10) module="dummy"
                init-107     [000] ...1.     3.857723: sys_finit_module -> 0xffffffffffffffef
                init-102     [002] ...1.     4.004257: sys_finit_module -> 0xffffffffffffffef

        """

    static let probes = probesBefore64 + "  load_file 1 0\n"

    /// 6.12 that is asked to decompress the file: one load, and one that waits for it.
    static let compressed = """
                init-160     [000] ...1.     4.716675: sys_finit_module(fd: 5, uargs: 491b3d, flags: 4)
                init-160     [000] .....     4.716921: load_file: (init_module_from_file+0x0/0xe0) name="1-dummy.ko.xz" inode=0xff19e02f8131c080
                init-160     [000] .....     4.717490: load_read: (init_module_from_file+0x61/0xe0 <- kernel_read_file) bytes=3588
                init-160     [000] .....     4.722759: load_begin: (load_module+0x0/0x21b0) length=18727
                init-160     [000] .....     4.722850: load_signed: (verify_pkcs7_signature+0x4/0x80) length=18424
                init-153     [002] ...1.     4.723702: sys_finit_module(fd: 5, uargs: 491b3d, flags: 4)
                init-153     [002] .....     4.723717: load_wait: (wait_for_completion_interruptible+0x4/0x40) inode=0xff19e02f8131c080
                init-160     [000] .....     4.742865: module_load: dummy 
                init-160     [000] .....     4.745779: load_undo: (module_arch_freeing_init+0x4/0x10) module="dummy"
                init-153     [002] ...1.     4.746261: sys_finit_module -> 0x0
                init-160     [000] .N.1.     4.747028: sys_finit_module -> 0x0

        """

    /// 6.12 with init_module, as kmod 30 loads .ko.xz: one duplicate found after the allocation, two before it.
    static let copied = """
                init-162     [002] ...1.   105.078292: sys_init_module(umod: 4f0d6f0, len: 4927, uargs: 491b3d)
                init-162     [002] .....   105.096378: load_begin: (load_module+0x0/0x21b0) length=18727
                init-162     [002] .....   105.100684: load_signed: (verify_pkcs7_signature+0x4/0x80) length=18424
                init-161     [003] ...1.   105.569535: sys_init_module(umod: 4f0d6f0, len: 4927, uargs: 491b3d)
                init-161     [003] .....   105.575632: load_begin: (load_module+0x0/0x21b0) length=18727
                init-161     [003] .....   105.576239: load_signed: (verify_pkcs7_signature+0x4/0x80) length=18424
                init-164     [000] ...1.   106.146488: sys_init_module(umod: 4f0d6f0, len: 4927, uargs: 491b3d)
                init-164     [000] .....   106.154008: load_begin: (load_module+0x0/0x21b0) length=18727
                init-164     [000] .....   106.154834: load_signed: (verify_pkcs7_signature+0x4/0x80) length=18424
                init-163     [000] ...1.   111.681789: sys_init_module(umod: 4f0d6f0, len: 4927, uargs: 491b3d)
                init-163     [000] .....   111.692244: load_begin: (load_module+0x0/0x21b0) length=18727
                init-163     [000] .....   111.692425: load_signed: (verify_pkcs7_signature+0x4/0x80) length=18424
                init-162     [002] .....   113.458507: module_load: dummy 
                init-162     [002] .....   113.550211: load_undo: (module_arch_freeing_init+0x4/0x10) module="dummy"
                init-162     [002] .N.1.   113.942039: sys_init_module -> 0x0
                init-161     [002] .....   113.952873: load_undo: (module_arch_freeing_init+0x4/0x10) module="dummy"
                init-164     [000] ...1.   114.518336: sys_init_module -> 0xffffffffffffffef
                init-163     [000] ...1.   114.556835: sys_init_module -> 0xffffffffffffffef
                init-161     [002] ...1.   114.847583: sys_init_module -> 0xffffffffffffffef

        """

    static func loads(_ lines: String, probes: String? = probes) -> TracedLoads {
        LoaderActivity(TracedBoot.trace(lines, probes: probes)).traced
    }
}
