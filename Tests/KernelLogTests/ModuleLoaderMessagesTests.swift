// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

struct ModuleLoaderMessagesTests {
    typealias Cause = ModuleLoaderMessages.Cause

    private func messages(_ log: String) -> [ModuleLoaderMessages.Message] {
        ModuleLoaderMessages(in: Array(log.utf8)).messages
    }

    @Test(arguments: [
        ("xfs: Unknown symbol crc32c (err -2)", Cause.symbol, "xfs" as String?),
        ("xfs: disagrees about version of symbol module_layout", .version, "xfs"),
        ("xfs: version magic '6.12.117 SMP ' should be '6.12.118 SMP '", .version, "xfs"),
        ("xfs: exports duplicate symbol a (owned by kernel)", .symbol, "xfs"),
        ("Loading of unsigned module is rejected", .signature, nil),
        ("vmalloc_node_range for size 2502656 failed: Address range restricted to 0x0 - 0x1", .memory, nil),
        ("vmap allocation for size 2498560 failed: use vmalloc=<size> to increase size", .memory, nil),
        ("(udev-worker): vmalloc error: size 2498560, failed to allocate pages, mode:0xcc0", .memory, nil),
        ("execmem: unable to allocate memory", .memory, nil),
        ("xfs: Could not allocate 4096 bytes percpu data", .memory, "xfs"),
        ("Invalid ELF header magic: != \u{7F}ELF", .format, nil),
        ("module xfs: .gnu.linkonce.this_module section must have a size set", .format, nil),
        ("xfs: module uses symbol (a) from namespace B, but does not import it.", .license, "xfs"),
        ("Module xfs is blacklisted", .blocked, nil),
        (
            "request_module: modprobe fs-xfs cannot be processed, kmod busy with 50 threads for more than 5 seconds now",
            .busy, nil
        ),
        (
            "request_module: kmod_concurrent_max (0) close to 0 (max_modprobes: 50), for module fs-xfs, throttling...",
            .busy, nil
        ),
        ("xfs: gave up waiting for init of module crc32c.", .wait, "xfs"),
    ])
    func everyCauseIsKnown(_ line: String, _ cause: Cause, _ module: String?) throws {
        let log = "[    1.000000] x\n<4>[    2.000000][   T77] \(line)\r\n"
        let message = try #require(messages(log).first)
        #expect(message.cause == cause)
        #expect(message.module == module)
        #expect(message.line == 2)
        #expect(message.text.hasPrefix(String(line.prefix(12))))
    }

    @Test(arguments: [
        "xfs: module verification failed: signature and/or required key missing - tainting kernel",
        "xfs: loading out-of-tree module taints kernel.", "xfs: unknown parameter 'a' ignored",
        "module: module-autoload: duplicate request for module crypto-aes", "Modules linked in: xfs kvm",
        "usb 1-1: device descriptor read/64, error -71", "Loading iSCSI transport class v2.0-870.",
        "x86/mm: Checked W+X mappings: passed, no W+X pages found.",
    ])
    func whatStopsNoModuleIsNoCause(_ line: String) {
        #expect(messages("[    1.000000] \(line)\n").isEmpty)
    }

    @Test func theSummaryNamesEachCauseOnce() {
        let loader = ModuleLoaderMessages(
            in: Array(
                """
                [    1.000000] xfs: Unknown symbol a (err -2)
                [    1.000001] xfs: Unknown symbol b (err -2)
                [    1.000002] execmem: unable to allocate memory

                """.utf8))
        #expect(loader.summary == "'xfs: Unknown symbol a (err -2)', 'execmem: unable to allocate memory'")
        #expect(ModuleLoaderMessages(in: []).summary == nil)
    }

    @Test func messagesAreBounded() {
        let log = (0..<150).map { "xfs: Unknown symbol s\($0) (err -2)\n" }.joined()
        let loader = ModuleLoaderMessages(in: Array(log.utf8))
        #expect(loader.messages.count == ModuleLoaderMessages.most)
        #expect(loader.more == 50)
    }
}
