// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Guests

@Suite("A QEMU command as words")
struct PlainCommandTests {
    private func sample() throws -> PlainCommand {
        try #require(PlainCommand(text: ReproduceCommandTests.expected))
    }

    @Test("is read back as it was written")
    func roundTrip() throws {
        let command = try sample()
        #expect(command.text == ReproduceCommandTests.expected)
        #expect(command.words.contains("console=ttyS0 a=b"))
        let hostile = PlainCommand([["qemu-system-x86_64", "", "it's", "a b"], ["$(id)", "`x`\n\"\\", "é'"]])
        #expect(PlainCommand(text: hostile.text) == hostile)
    }

    @Test("names the files that it reads")
    func files() throws {
        #expect(
            try sample().files == [
                "/cache/kernels/k/bzImage", "/cache/images/i/root.img", "/cache/images/m/modules.img",
            ])
        let commas = PlainCommand([["qemu-system-x86_64", "-drive", "file=/a,,b,,,,c,if=none"]])
        #expect(commas.files == ["/a,b,,c"])
    }

    @Test("takes words for the kernel and options for QEMU")
    func additions() throws {
        var command = try sample()
        command.addToKernel(["bootmatrix.end=poweroff"])
        command.add(["-S"])
        command.add([])
        #expect(command.text.contains("-append 'console=ttyS0 a=b bootmatrix.end=poweroff' \\\n"))
        #expect(command.text.hasSuffix(" \\\n  -S"))
    }

    @Test(
        "is nothing that a shell would have to work out",
        arguments: [
            "", "ls", "qemu-system-x86_64 $HOME", "qemu-system-x86_64 'open", "qemu-system-x86_64; id",
            "qemu-system-x86_64 a\\ b", "qemu-system-x86_64 `id`", "qemu-system-x86_64 a\\\n b",
            "FOO=1 qemu-system-x86_64",
        ])
    func refused(text: String) { #expect(PlainCommand(text: text) == nil) }
}
