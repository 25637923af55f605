// SPDX-License-Identifier: Apache-2.0

import BootEvidence

extension [UInt8] {
    init(_ text: String) { self = Array(text.utf8) }
}

extension EvidenceItems {
    init(texts: [String: String]) { self.init(items: texts.mapValues { Item(bytes: [UInt8]($0)) }) }
}

/// What a boot on four CPUs left behind (6.12.117 without the checks for duplicates), shortened.
enum CapturedBoot {
    static let stats = """
                 Mods ever loaded\t21
             Mods failed on kread\t0
        Mods failed on decompress\t0
          Mods failed on becoming\t0
              Mods failed on load\t6
                Total module size\t1839104
              Total mod text size\t733184
               Failed kread bytes\t0
          Failed decompress bytes\t0
            Failed becoming bytes\t0
                Failed kmod bytes\t144123
         Virtual mem wasted bytes\t144123
                 Average mod size\t87577
            Average mod text size\t34914
          Average fail load bytes\t24021
        Duplicate failed modules:
                      Module-name\t How-many-times\t                   Reason
                      aesni_intel\t              3\t                     Load
                           libaes\t              1\t                     Load
                      crypto_simd\t              2\t                     Load

        """
    static let trace = """
        # tracer: nop
        #
        # entries-in-buffer/entries-written: 11/11   #P:4
        #
        #                                _-----=> irqs-off/BH-disabled
        #           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
        #              | |         |   |||||     |         |
           (udev-worker)-70      [003] .....     4.106864: sys_finit_module(fd: 5, uargs: 7f23aba89efd, flags: 0)
           (udev-worker)-86      [003] .....     4.108278: sys_finit_module(fd: 5, uargs: 7f23aba89efd, flags: 0)
           (udev-worker)-86      [003] .....     4.146832: module_load: cryptd 
           (udev-worker)-86      [002] .....     4.171868: sys_finit_module -> 0x0
           (udev-worker)-70      [003] d..1.     4.202770: sys_finit_module -> 0xffffffffffffffef
          cryptomgr_test-97      [000] .....     4.300193: module_request: crypto-cryptd(__ecb-aes-aesni) wait=1 call_site=crypto_alg_mod_lookup
          cryptomgr_test-97      [000] .....     4.300201: module_request: crypto-cryptd(__ecb-aes-aesni) wait=1 call_site=crypto_alg_mod_lookup
                modprobe-101     [001] .....     5.000001: sys_init_module(umod: 7f23, len: 1000, uargs: 0)
                modprobe-101     [001] .....     5.000101: module_load: evil OE
                modprobe-101     [001] .....     5.000201: sys_init_module -> 0x0
                   rmmod-120     [001] .....     6.000201: module_free: evil

        """
    static let items: [String: String] = [
        "stats": stats, "trace": trace, "trace-stats": "0 3 0 0 0\n1 4 0 0 0\n2 1 0 0 0\n3 3 0 0 0\n",
        "counters/modcount": "21\n", "counters/failed_load_modules": "6\n", "counters/failed_becoming": "0\n",
        "counters/invalid_mod_bytes": "144123\n", "counters/total_mod_size": "1839104\n",
        "kmsg": "6,0,0,-;Linux version 6.12.117\n4,1,1540681,-;acpi PNP0A08:00: tab\\x09here\n SUBSYSTEM=acpi\n",
        "modules": """
        kvm_amd 98304 0 - Live 0xffffffffa051f000
        kvm 872448 1 kvm_amd, Live 0xffffffffa00c7000

        """,
        "meminfo": "MemTotal:        4020508 kB\nMemAvailable:    3969388 kB\nHugePages_Total:       0\n",
        "vmallocinfo": """
        0x00000000cd28b6c5-0x0000000069139b40    8192 acpi_os_map_iomem+0x1fa/0x270 phys=0x000000007ffe2000 ioremap
        0x000000000eb60c2c-0x000000009f1a22bc   12288 load_module+0x6b5/0x1c40 pages=2 vmalloc
        0x000000009f1a22bc-0x000000007167b165   12288 load_module+0x6b5/0x1c40 pages=2 vmalloc
        0x0000000088b68629-0x000000004451d2fd  208896 unpurged vm_area

        """,
        "memory-samples": """
        2347921098 udev 4020508 3992724 3969388 12
        2448559870 workload 4020508 3988508 3961900 4096
        2549078608 workload 4020508 3982184 3965792 16

        """,
        "cpus": "online=0-3\npossible=0-3\npresent=0-3\n", "cmdline": "root=/dev/vda ro quiet\n",
        "version": "Linux version 6.12.117 (bootmatrix@bootmatrix) (gcc 12.2.0) #1 SMP\n",
        "uevents": """
        K 3055204001 312 add bus /bus/cpu 0
        K 3067795442 401 add cpu /devices/system/cpu/cpu0 1
        K 3067979084 402 add cpu /devices/system/cpu/cpu1 1
        K 3067979090 403 add cpu /devices/system/cpu/cpu1 1
        U 3087979084 402 add cpu /devices/system/cpu/cpu1 1
        U 3087979085 409 add mdio_bus /devices/virtual/mdio_bus/Fixed\\x20MDIO\\x20bus.0 0

        """,
        "uevents-lost": "kernel=0 udev=0\n",
        "image": "udev=252.39-1~deb12u2\nkmod=30+20221128-1\nrecipe=debian-udev@test\n",
        "workload": """
        name=coldplug
        udevd.exit=running
        trigger.exit=0
        settle.exit=1
        settle.seconds=5.501

        """,
    ]
}
